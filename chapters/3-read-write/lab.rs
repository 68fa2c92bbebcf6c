//! Lab 3: pass a text from one program to another.
//!
//! Usage: lab3 write KEY TEXT
//!        lab3 read KEY
//!
//! The segment has 1024 bytes: a u32 length at offset 0, a u32 state at offset 4 (0 empty,
//! 1 full), both in native byte order, and the text from offset 8. No NUL ends it.
//!
//! The writer creates the segment exclusively, mode 0600. It writes length and text first
//! and the state last: whoever sees "full" sees the whole message. A text that does not fit
//! is refused before anything is created; an empty one fits. The writer prints nothing.
//!
//! The reader never creates. It refuses a segment that has not 1024 bytes, is not full, or
//! holds a length or a state that cannot be: such a segment stays as it is, byte for byte.
//! Else it prints the text, byte for byte, and a newline, and removes the segment.
//!
//! An error goes to stderr as `<call>: <ERRNO symbol>`, with exit code 1 and nothing on
//! stdout. What no call reports is yours to name: `write: EMSGSIZE` (too long),
//! `read: EAGAIN` (state 0, whatever the length), `read: EBADMSG` (a lie). A smaller segment
//! is `shmget: EINVAL` if you look it up with size 1024, and `read: EBADMSG` if you look it
//! up with size 0 and ask `IPC_STAT`; a larger one is `read: EBADMSG`.
//!
//! KEY is decimal, or hexadecimal after `0x`, as `ipcs` shows it. Wrong usage is exit code 2:
//! another verb, another number of arguments, or a word where a number belongs.
//! Check it with `cargo lab check 3`. The first failure is expected.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;
use std::process::ExitCode;

use nix::errno::Errno;

const SIZE: usize = 1024;
const TEXT_AT: usize = 8;
const CAPACITY: usize = SIZE - TEXT_AT;

/// The call that failed, and why.
type Failure = (&'static str, Errno);

fn main() -> ExitCode {
    // `args_os`, since `args` panics when an argument is not UTF-8.
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let result = match arguments.as_slice() {
        [verb, key, text] if verb == "write" => {
            number(key).map(|key| write(key, text.as_bytes()))
        }
        [verb, key] if verb == "read" => number(key).map(read),
        _ => None,
    };
    match result {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err((call, errno))) => {
            eprintln!("{call}: {errno}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("usage: lab3 write KEY TEXT | read KEY");
            ExitCode::from(2)
        }
    }
}

/// Decimal, or hexadecimal after `0x`. By way of u32: `ipcs` shows a negative key as a large one.
fn number(text: &OsString) -> Option<libc::key_t> {
    let text = text.to_str()?;
    match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok().map(|bits| bits as i32),
        None => text.parse().ok(),
    }
}

/// Refuse a text of more than `CAPACITY` bytes. Then: `shmget`, `shmat`, length and text,
/// state, `shmdt`.
///
/// For the state, use `AtomicU32::from_ptr` and a store with `Ordering::Release`: it keeps
/// compiler and processor from moving the earlier stores behind it.
fn write(key: libc::key_t, text: &[u8]) -> Result<(), Failure> {
    let length = text.len();
    todo!("write {length} bytes, at most {CAPACITY}, under key {key}")
}

/// `shmget` without `IPC_CREAT`, `shmat`, the size from `IPC_STAT`, state, length, text,
/// `shmdt`, print, `IPC_RMID`.
///
/// Load the length once, check the number you have loaded, and use that very number. A text
/// that is not UTF-8 is no error: write its bytes with `std::io::stdout().write_all`.
fn read(key: libc::key_t) -> Result<(), Failure> {
    todo!("read the text from key {key}, print it, remove the segment")
}
