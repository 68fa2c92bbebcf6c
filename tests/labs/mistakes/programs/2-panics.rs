// mistake: unwrap on what cannot be parsed
// says: panicked
// never: Read its stderr
fn main() {
    let id: u8 = std::env::args().nth(1).unwrap().parse().unwrap();
    // SAFETY: any free address will do.
    let address = unsafe { libc::shmat(i32::from(id) + 1, std::ptr::null(), libc::SHM_RDONLY) };
    assert!(address as isize != -1, "shmat failed");
    println!("address={address:?} size=0 nattch=1");
}
