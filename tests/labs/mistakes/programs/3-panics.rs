// mistake: read with an unwrap that meets what is not written yet
// says: panicked
// never: Read its stderr
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let key: i32 = arguments[2].parse().unwrap();
    // SAFETY: shmget takes numbers only.
    let id = unsafe { libc::shmget(key, 1024, libc::IPC_CREAT | libc::IPC_EXCL | 0o600) };
    let text = arguments[3].as_bytes();
    assert!(id > i32::MAX - 1, "shmget failed for {} bytes", text.len());
}
