//! Lab 7: count exactly, under a semaphore that survives a killed worker.
//!
//! Usage: lab7 SHMID WORKERS N
//!
//! WORKERS processes, children of yours, increment a counter N times each: load, add one,
//! store, as separate steps. The counter is the u64 at offset 0 of the segment, and starts
//! at any value. A System V semaphore of your own, mode 0600, with one semaphore in the set
//! (1 is free, 0 is taken), lets one worker at a time do its steps: each takes it and gives
//! it back N times. Print `final=<value>` and nothing else when all have ended, and remove
//! the semaphore.
//!
//! - A worker that is killed, even between load and store, does not stop the others.
//! - A signal may interrupt a wait: `semop` fails with EINTR, and nothing was taken.
//! - A worker that must wait sleeps in `semop`. It does not spin.
//! - Two runs at once do not meet, also not on one segment: each has its own semaphore.
//!
//! An error goes to stderr as `<call>: <ERRNO symbol>`, for example `shmat: EINVAL` for an id
//! that names nothing, with exit code 1 and nothing on stdout, and leaves no semaphore. Wrong
//! usage is exit code 2: another number of arguments, or a word where a number belongs. How
//! you call your workers is up to you. Check it with `cargo lab check 7`. The first failure is
//! expected.

use std::io::Error;
use std::process::{Child, Command, ExitCode};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

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
        ["worker", shmid, semid, n] => {
            numbers(shmid, semid, n).map(|(m, s, n)| work(m, s, n))
        }
        [shmid, workers, n] => numbers(shmid, workers, n).map(|(m, w, n)| lead(m, w, n)),
        _ => None,
    };
    match result {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err((call, errno))) => {
            eprintln!("{call}: {errno}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("usage: lab7 SHMID WORKERS N");
            ExitCode::from(2)
        }
    }
}

fn numbers(a: &str, b: &str, c: &str) -> Option<(libc::c_int, libc::c_int, u64)> {
    Some((a.parse().ok()?, b.parse().ok()?, c.parse().ok()?))
}

/// Start all workers, wait for all of them, remove the semaphore on every way out.
fn lead(shmid: libc::c_int, workers: libc::c_int, n: u64) -> Result<(), Failure> {
    let counter = attach(shmid)?;
    let semid = create_semaphore()?;
    let mut team = Vec::new();
    for _ in 0..workers {
        team.push(start(shmid, semid, n)?);
    }
    let pids: Vec<u32> = team.iter().map(Child::id).collect();
    todo!("wait for {pids:?}, remove semaphore {semid}, print {counter:?}")
}

/// `semget`, then `semctl` with `SETVAL`. Which key lets nobody in before the value is set?
fn create_semaphore() -> Result<libc::c_int, Failure> {
    todo!("create a set with one semaphore, mode 0600, and set it to 1")
}

/// The worker's part. `semop` with -1 takes the semaphore, with +1 gives it back. What does
/// the flag `SEM_UNDO` do when a worker is killed, and what if only one half has it?
fn work(shmid: libc::c_int, semid: libc::c_int, n: u64) -> Result<(), Failure> {
    let counter = attach(shmid)?;
    for _ in 0..n {
        change(semid, -1)?;
        let value = counter.load(Relaxed);
        counter.store(value.wrapping_add(1), Relaxed);
        change(semid, 1)?;
    }
    Ok(())
}

/// One `semop`, again when a signal has interrupted it.
fn change(semid: libc::c_int, by: libc::c_short) -> Result<(), Failure> {
    todo!("change semaphore {semid} by {by}")
}

/// This program again. It needs to know the segment, the semaphore and N.
fn start(shmid: libc::c_int, semid: libc::c_int, n: u64) -> Result<Child, Failure> {
    let program = std::env::current_exe().map_err(|error| sys("readlink", &error))?;
    Command::new(program)
        .args([
            "worker",
            &shmid.to_string(),
            &semid.to_string(),
            &n.to_string(),
        ])
        .spawn()
        .map_err(|error| sys("exec", &error))
}

/// The counter in the segment, which stays attached until the process ends.
fn attach(id: libc::c_int) -> Result<&'static AtomicU64, Failure> {
    todo!("attach segment {id}, then AtomicU64::from_ptr")
}

fn sys(call: &'static str, error: &Error) -> Failure {
    (call, Errno::from_raw(error.raw_os_error().unwrap_or(0)))
}
