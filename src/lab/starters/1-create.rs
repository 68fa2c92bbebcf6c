//! Lab 1: create a segment.
//!
//! Usage: lab1 KEY SIZE
//!
//! Your program creates a segment of SIZE bytes under KEY, prints `shmid=<id>` and nothing
//! else, and ends, with all its processes. The segment stays, attached by nobody. It must be
//! new: if KEY is taken, that is an error. Nobody but its owner may use it: mode 0600.
//!
//! KEY is decimal, or hexadecimal after `0x`, as `ipcs` shows it. SIZE is decimal, and may
//! need 64 bits. Which sizes are possible is for `shmget` to say.
//!
//! An error goes to stderr as `<call>: <ERRNO symbol>`, for example `shmget: EEXIST`, with
//! exit code 1 and nothing on stdout. Wrong usage is exit code 2: another number of
//! arguments, or a word where a number belongs.
//!
//! Check it with `cargo lab check 1`. The first failure is expected.

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

/// Decimal, or hexadecimal after `0x`. By way of u32: `ipcs` shows a negative key as a large one.
fn key(text: &str) -> Option<libc::key_t> {
    match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok().map(|bits| bits as i32),
        None => text.parse().ok(),
    }
}

/// Create the segment and return its id.
///
/// You need one call, `libc::shmget`, inside `unsafe { … }`. Its third argument holds the
/// flags and the mode in one number. `Errno::result(id)` turns the -1 of a failed call into
/// an `Err`, and every other number into an `Ok`.
fn create(key: libc::key_t, size: usize) -> Result<libc::c_int, Errno> {
    todo!("create {size} bytes under key {key}: exclusively, mode 0600")
}
