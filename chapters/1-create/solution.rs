//! Lab 1, solved: create a segment, exclusively, for its owner alone.
//!
//! Usage: solution1 KEY SIZE

use std::process::ExitCode;

use nix::errno::Errno;

fn main() -> ExitCode {
    // Not `args`, which panics at a word that is not UTF-8. What comes of such a word here
    // is no number.
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let numbers = match arguments.as_slice() {
        [name, size] => key(name).zip(size.parse().ok()),
        _ => None,
    };
    let Some((key, size)) = numbers else {
        eprintln!("usage: solution1 KEY SIZE");
        return ExitCode::from(2);
    };
    match create(key, size) {
        Ok(id) => println!("shmid={id}"),
        Err(errno) => {
            eprintln!("shmget: {errno}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Decimal, or hexadecimal after `0x`. By way of u32: `ipcs` shows a negative key as a large one.
fn key(text: &str) -> Option<libc::key_t> {
    match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok().map(|bits| bits as i32),
        None => text.parse().ok(),
    }
}

/// Without `IPC_EXCL` the call would also succeed on a segment that somebody else made, and
/// you could not tell. The mode is taken as it stands: no umask makes a 0666 smaller.
///
/// Only -1 means failure. The first segment of a fresh system has id 0.
fn create(key: libc::key_t, size: usize) -> Result<libc::c_int, Errno> {
    let flags = libc::IPC_CREAT | libc::IPC_EXCL | 0o600;
    // SAFETY: shmget takes three numbers and touches no memory of ours.
    let id = unsafe { libc::shmget(key, size, flags) };
    Errno::result(id)
}
