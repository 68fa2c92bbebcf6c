// mistake: a thread instead of a process
// says: a second process that calls shmat
// says: its own process
use std::io;

fn failed(call: &str) -> ! {
    let symbol = match io::Error::last_os_error().raw_os_error() {
        Some(libc::EINVAL) => "EINVAL",
        _ => "ENOMEM",
    };
    eprintln!("{call}: {symbol}");
    std::process::exit(1);
}

fn attach(id: i32) -> *mut u8 {
    // SAFETY: any free address will do.
    let address = unsafe { libc::shmat(id, std::ptr::null(), 0) };
    if address as isize == -1 {
        failed("shmat");
    }
    address.cast()
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let size = match words.as_slice() {
        [size] => size.parse().ok(),
        _ => None,
    };
    let Some(size) = size else {
        eprintln!("usage: lab5 SIZE");
        std::process::exit(2);
    };
    // SAFETY: numbers only.
    let id = unsafe { libc::shmget(libc::IPC_PRIVATE, size, libc::IPC_CREAT | 0o600) };
    if id == -1 {
        failed("shmget");
    }
    let address = attach(id);
    // SAFETY: without a buffer, for IPC_RMID.
    unsafe { libc::shmctl(id, libc::IPC_RMID, std::ptr::null_mut()) };
    println!("shmid={id}");
    io::stdin().read_line(&mut String::new()).unwrap();
    let child = std::thread::spawn(move || {
        let address = attach(id);
        // SAFETY: attached, and at least four bytes long.
        unsafe { std::ptr::copy_nonoverlapping(b"done".as_ptr(), address, 4) };
    });
    child.join().unwrap();
    // SAFETY: as above; nobody writes any more.
    let word = unsafe { std::slice::from_raw_parts(address, 4) };
    println!("child wrote: {}", String::from_utf8_lossy(word));
}
