//! A program that is stuck: each of its threads sleeps in a call that only another one of them could answer.
//!
//! It is asked only while the checker itself waits for the program, and so will not answer either. If no
//! thread has given the processor away between two looks, and each is asleep at the second, then all have
//! slept from the first to the second: at the first look nobody was there any more who could wake another.

use std::cell::RefCell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::isolation::processes;
use crate::syscalls;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(250);

/// The bits of SIGALRM, SIGVTALRM and SIGPROF.
const ALARMS: u64 = 1 << 13 | 1 << 25 | 1 << 26;

/// A thread, and how often it has gone to sleep so far.
type Sleeper = (PathBuf, String);

/// What the last look has shown.
#[derive(Debug)]
pub struct Stuck(RefCell<(Instant, Vec<Sleeper>)>);

impl Stuck {
    pub fn new() -> Self {
        Self(RefCell::new((Instant::now(), Vec::new())))
    }

    /// Is nobody left who could go on?
    pub fn look(&self) -> bool {
        let mut last = self.0.borrow_mut();
        if last.0.elapsed() < PAUSE {
            return false;
        }
        // What cannot be read, such as a process that has just ended, is not known to sleep.
        let now = sleepers().ok().flatten().unwrap_or_default();
        let same = !now.is_empty() && now == last.1;
        *last = (Instant::now(), now);
        same
    }
}

/// All threads of the trial, or nothing if one of them does not sleep for good.
fn sleepers() -> io::Result<Option<Vec<Sleeper>>> {
    let mut found = Vec::new();
    for process in processes::glance()? {
        if expects_a_signal(&format!("/proc/{}", process.pid))? {
            return Ok(None);
        }
        for task in fs::read_dir(format!("/proc/{}/task", process.pid))? {
            let task = task?.path();
            if !waits(&task)? {
                return Ok(None);
            }
            let status = fs::read_to_string(task.join("status"))?;
            let switches = status
                .lines()
                .find(|line| line.starts_with("voluntary_ctxt"));
            found.push((task, switches.unwrap_or_default().to_string()));
        }
    }
    found.sort();
    Ok(Some(found))
}

/// A timer may wake it: one that `timer_create` has made, or the one of `alarm` and `setitimer`, which the
/// kernel does not show. So who catches that one's signal may have set it.
fn expects_a_signal(process: &str) -> io::Result<bool> {
    let timers = fs::read_to_string(format!("{process}/timers"));
    let status = fs::read_to_string(format!("{process}/status"))?;
    let caught = status
        .lines()
        .find_map(|line| line.strip_prefix("SigCgt:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(u64::MAX);
    Ok(timers.is_ok_and(|timers| !timers.is_empty()) || caught & ALARMS != 0)
}

/// Does this thread wait in a call without an end of its own?
fn waits(task: &Path) -> io::Result<bool> {
    let text = fs::read_to_string(task.join("syscall"))?;
    let mut words = text.split_whitespace();
    // "running" is no number.
    let Some(Ok(call)) = words.next().map(str::parse::<i64>) else {
        return Ok(false);
    };
    let argument =
        |word: &str| u64::from_str_radix(word.trim_start_matches("0x"), 16).ok();
    let arguments: Vec<u64> = words.filter_map(argument).collect();
    let [first, second, _, fourth, ..] = arguments[..] else {
        return Ok(false);
    };
    let (call, first) = syscalls::plain(call, [first, second]);
    Ok(match call {
        syscalls::SEMOP => true,
        // Without a time, it is a semop.
        syscalls::SEMTIMEDOP => fourth == 0,
        syscalls::READ => is_pipe(task, first),
        call if syscalls::CHILD.contains(&call) => true,
        _ => false,
    } && is_asleep(task)?)
}

/// The other end of a pipe is a process of the program, or the checker. Who knows when a clock or a
/// device answers?
fn is_pipe(task: &Path, descriptor: u64) -> bool {
    let link = fs::read_link(task.join("fd").join(descriptor.to_string()));
    link.is_ok_and(|target| target.as_os_str().as_encoded_bytes().starts_with(b"pipe:"))
}

/// Not stopped, not traced: whoever did that may undo it.
fn is_asleep(task: &Path) -> io::Result<bool> {
    let stat = fs::read_to_string(task.join("stat"))?;
    Ok(stat
        .rsplit(") ")
        .next()
        .is_some_and(|rest| rest.starts_with('S')))
}
