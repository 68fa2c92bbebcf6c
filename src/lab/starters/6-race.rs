//! Lab 6: conduct a race, so that it ends where you want.
//!
//! Usage: lab6 SHMID N TARGET
//!
//! Two processes increment a counter N times each: load, add one, store, with no protection.
//! You decide who takes the next step, so that the counter ends at exactly TARGET. Every
//! value from 2 to 2N can be reached, and for N = 1 also 1. N is at least 1. Print
//! `final=<value>` and nothing else.
//!
//! The segment exists: a u64 counter at offset 0, which starts at 0, a u64 number of log
//! entries at offset 8, and from offset 16 the log with room for all 4 N entries. An entry
//! has 16 bytes: u32 pid of the process that took the step, u32 kind (1 load, 2 store),
//! u64 value that was loaded or stored.
//!
//! The log must tell the truth, in the order in which it happened: two processes, N loads
//! and N stores each, every load sees the last store, every store is its own process's last
//! load plus one.
//!
//! Each worker takes its own steps and writes its own entries. The conductor does neither.
//!
//! An error goes to stderr as `<call>: <ERRNO symbol>` with exit code 1 and nothing on stdout.
//! A TARGET that cannot be reached is `target: ERANGE`, and nothing in the segment has
//! changed. An id that names nothing is `shmat: EINVAL`, and the conductor reports it, once,
//! before it starts a worker. Wrong usage is exit code 2: another number of arguments, or a
//! word where a number belongs. How you call your workers is up to you.
//! Check it with `cargo lab check 6`. The first failure is expected.

use std::io::Error;
use std::process::{Child, Command, ExitCode, Stdio};

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
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["worker", id] => id.parse().ok().map(work),
        [id, n, target] => match (id.parse(), n.parse(), target.parse()) {
            (Ok(id), Ok(n), Ok(target)) => Some(conduct(id, n, target)),
            _ => None,
        },
        _ => None,
    };
    match result {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err((call, errno))) => {
            eprintln!("{call}: {errno}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("usage: lab6 SHMID N TARGET");
            ExitCode::from(2)
        }
    }
}

/// Attach first: if the segment is gone, it is you who reports it, and not two workers at
/// once. Start two workers, make them step in an order that ends at `target`, wait for both.
///
/// A conductor that writes "load" or "store" to a worker's stdin and waits for a line from
/// its stdout has no race itself, and needs no sleep: no two steps are ever under way at
/// once. Find the order on paper first, for N = 2 and TARGET = 2.
fn conduct(id: libc::c_int, n: u64, target: u64) -> Result<(), Failure> {
    let base = attach(id)?;
    let workers = [start(id)?, start(id)?];
    let pids = workers.map(|worker| worker.id());
    todo!("{base:p}: conduct {pids:?}, {n} increments each, to end at {target}")
}

/// One worker: this program again, with pipes to talk to it.
fn start(id: libc::c_int) -> Result<Child, Failure> {
    let program = std::env::current_exe().map_err(|error| sys("readlink", &error))?;
    Command::new(program)
        .args(["worker", &id.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| sys("exec", &error))
}

/// The worker's part: attach, then a step for each line on stdin, a log entry for each step,
/// and a line on stdout when it is done.
///
/// Use `AtomicU64::from_ptr` with `load` and `store`. They keep the two steps apart, while
/// the compiler may fold plain accesses into one.
fn work(id: libc::c_int) -> Result<(), Failure> {
    let base = attach(id)?;
    todo!("{base:p}: take the steps that stdin asks for")
}

fn attach(id: libc::c_int) -> Result<*mut u8, Failure> {
    todo!("attach segment {id}")
}

fn sys(call: &'static str, error: &Error) -> Failure {
    (call, Errno::from_raw(error.raw_os_error().unwrap_or(0)))
}
