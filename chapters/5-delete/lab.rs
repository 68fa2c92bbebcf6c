//! Lab 5: hand a segment over, and leave nothing behind, whatever happens.
//!
//! Usage: lab5 SIZE
//!
//! 1. Create a private segment of SIZE bytes (at least 4), mode 0600, and attach it.
//! 2. Mark it for removal at once. From here on it lives as long as somebody is attached.
//! 3. Print `shmid=<id>` and wait for a line on stdin, whatever is in it. The end of stdin is
//!    as good as a line.
//! 4. Run a child, this program again: a process of its own, not a thread. It attaches by the
//!    id and writes the four bytes `done` at offset 0. Nobody else writes.
//! 5. Print what is there when the child has ended: `child wrote: done`. Print nothing else.
//!
//! Killed at any moment after the `shmid` line, your program leaves nothing: no segment of it
//! is ever without the mark from then on. Two runs at once do not meet.
//!
//! An error goes to stderr as `<call>: <ERRNO symbol>`, for example `shmget: EINVAL`, with
//! exit code 1 and nothing on stdout. Wrong usage is exit code 2: another number of
//! arguments, or a word where a number belongs. How you call your child is up to you.
//! Check it with `cargo lab check 5`. The first failure is expected.

use std::io::{Error, Write as _};
use std::process::{Command, ExitCode};

use nix::errno::Errno;

/// The call that failed, and why.
type Failure = (&'static str, Errno);

fn main() -> ExitCode {
    // Not `args`, which panics at a word that is not UTF-8. What comes of such a word here
    // is no number.
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let result = match arguments.as_slice() {
        [role, id] if role == "child" => id.parse().ok().map(child),
        [size] => size.parse().ok().map(parent),
        _ => None,
    };
    match result {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err((call, errno))) => {
            eprintln!("{call}: {errno}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("usage: lab5 SIZE");
            ExitCode::from(2)
        }
    }
}

fn parent(size: usize) -> Result<(), Failure> {
    let (id, address) = create_attach_remove(size)?;
    println!("shmid={id}");
    wait_for_line()?;
    run_child(id)?;
    println!("child wrote: {}", String::from_utf8_lossy(&load(address)));
    Ok(())
}

/// `shmget` with `IPC_PRIVATE`, `shmat`, and then `shmctl` with `IPC_RMID`. Which order keeps
/// the segment alive? And if `shmat` fails, what becomes of the segment?
fn create_attach_remove(size: usize) -> Result<(libc::c_int, *mut u8), Failure> {
    todo!("create {size} bytes, attach them, mark them for removal")
}

/// The child's part. Its process has no attachment yet: exec has dropped them all.
fn child(id: libc::c_int) -> Result<(), Failure> {
    todo!("attach segment {id} and write `done` at offset 0")
}

/// The first four bytes of the segment, each with `read_volatile`.
fn load(address: *mut u8) -> [u8; 4] {
    todo!("load four bytes from {address:p}")
}

/// This program again, with a role and the id as its arguments.
fn run_child(id: libc::c_int) -> Result<(), Failure> {
    let program = std::env::current_exe().map_err(|error| sys("readlink", &error))?;
    let status = Command::new(program)
        .args(["child", &id.to_string()])
        .status()
        .map_err(|error| sys("exec", &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(("child", Errno::ECHILD))
    }
}

fn wait_for_line() -> Result<(), Failure> {
    std::io::stdout()
        .flush()
        .map_err(|error| sys("write", &error))?;
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .map_err(|error| sys("read", &error))?;
    Ok(())
}

fn sys(call: &'static str, error: &Error) -> Failure {
    (call, Errno::from_raw(error.raw_os_error().unwrap_or(0)))
}
