// mistake: 0600 in Rust is decimal
// says: decimal
// says: 0o600
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let key: i32 = arguments[1].parse().unwrap();
    let size: usize = arguments[2].parse().unwrap();
        // SAFETY: shmget takes numbers only.
    let id = unsafe { libc::shmget(key, size, libc::IPC_CREAT | libc::IPC_EXCL | 0600) };
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
