//! The processes below this one, and how to end them all.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{Pid, getpid};
use shm_workbook::procfs::children;
use shm_workbook::procfs::process::{self, Process};

use super::{init, limits};

/// Everybody who descends from this process and has not ended.
///
/// An orphan's new parent is the nearest subreaper, and every judge is one: so nobody gets
/// away by ending its parent.
///
/// The first process of a trial's PID namespace is the checker's own, so it is not among them.
pub fn descendants() -> io::Result<Vec<Process>> {
    process::descendants(getpid()).map(without_first)
}

/// The same, cheaper, for a look that is repeated: it may miss somebody while others end, and looks
/// no further than to more than a trial may have.
pub fn glance() -> io::Result<Vec<Process>> {
    const MOST: usize = 2 * limits::PROCESSES as usize;
    children::descendants(getpid(), MOST).map(without_first)
}

fn without_first(mut all: Vec<Process>) -> Vec<Process> {
    all.retain(|process| !init::is_first(process.pid));
    all
}

/// Ends all descendants, also those that are being born meanwhile, and waits for those that are ours.
///
/// All are stopped before the first is killed: a process that is stopped starts no others.
pub fn end_all() {
    let end = Instant::now() + Duration::from_secs(5);
    while Instant::now() < end {
        end_children();
        if own_children().is_some_and(|all| all.is_empty()) {
            return;
        }
        // What cannot be read now is tried again.
        let alive = descendants();
        if alive.as_ref().is_ok_and(Vec::is_empty) {
            return;
        }
        freeze(alive.map_or(0, |alive| alive.len()));
        send_all(Signal::SIGKILL);
        thread::sleep(Duration::from_millis(1));
    }
}

/// Where each process starts the next and ends, whoever looks at all processes of the machine comes
/// too late. But each orphan becomes a child of this process, and its children are quickly read.
fn end_children() {
    for _ in 0..1000 {
        let mut alive = false;
        let all = own_children().unwrap_or_default();
        for child in all.into_iter().filter(|child| !init::is_first(*child)) {
            let flags = WaitPidFlag::WNOHANG | WaitPidFlag::__WALL;
            if waitpid(child, Some(flags)) == Ok(WaitStatus::StillAlive) {
                alive |= kill(child, Signal::SIGKILL).is_ok();
            }
        }
        if !alive {
            return;
        }
    }
}

/// Those that this process has started or adopted, ended ones among them. `None` if the kernel does
/// not tell.
pub fn own_children() -> Option<Vec<Pid>> {
    children::own().ok().flatten()
}

/// Stops descendants until a look around finds nobody new.
fn freeze(mut known: usize) {
    loop {
        send_all(Signal::SIGSTOP);
        let now = descendants().map_or(0, |now| now.len());
        if now <= known {
            return;
        }
        known = now;
    }
}

fn send_all(signal: Signal) {
    for process in descendants().unwrap_or_default() {
        let _ = kill(process.pid, signal);
    }
}
