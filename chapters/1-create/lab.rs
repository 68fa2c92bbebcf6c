//! Lab 1: create a segment.
//!
//! Usage: lab1 KEY SIZE
//!
//! Your program creates a segment of SIZE bytes under KEY, prints `shmid=<id>` and ends.
//! The segment stays. It must be new: if KEY is taken, that is an error. Nobody but its
//! owner may use it: mode 0600.
//!
//! An error goes to stderr as `<call>: <ERRNO symbol>`, for example `shmget: EEXIST`, with
//! exit code 1. Wrong usage is exit code 2.
//!
//! Check it with `cargo lab check 1`. The first failure is expected.

use std::process::ExitCode;

use nix::errno::Errno;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers = match arguments.as_slice() {
        [key, size] => key.parse().ok().zip(size.parse().ok()),
        _ => None,
    };
    let Some((key, size)) = numbers else {
        eprintln!("usage: lab1 KEY SIZE");
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

/// Create the segment and return its id.
///
/// You need one call, `libc::shmget`, inside `unsafe { … }`. Its third argument holds the
/// flags and the mode in one number. `Errno::result(id)` turns the -1 of a failed call into
/// an `Err`, and every other number into an `Ok`.
fn create(key: libc::key_t, size: usize) -> Result<libc::c_int, Errno> {
    todo!("create {size} bytes under key {key}: exclusively, mode 0600")
}
