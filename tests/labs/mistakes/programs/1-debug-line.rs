// mistake: a debug line on stdout
// says: an extra line comes first
// says: debugging belongs on stderr
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let key: i32 = arguments[1].parse().unwrap();
    let size: usize = arguments[2].parse().unwrap();
    println!("creating a segment of {size} bytes");
    // SAFETY: shmget takes numbers only.
    let id = unsafe { libc::shmget(key, size, libc::IPC_CREAT | libc::IPC_EXCL | 0o600) };
    if id == -1 {
        let error = std::io::Error::last_os_error();
        match error.raw_os_error() {
            Some(libc::EEXIST) => eprintln!("shmget: EEXIST"),
            Some(libc::EINVAL) => eprintln!("shmget: EINVAL"),
            _ => eprintln!("shmget: {error}"),
        }
        std::process::exit(1);
    }
    println!("shmid={id}");
}
