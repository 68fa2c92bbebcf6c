//! The processes below this one, and how to end them all.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, getpid};
use shm_workbook::procfs::process::{self, Process};

/// Everybody who descends from this process and has not ended.
///
/// An orphan's new parent is the nearest subreaper, and every judge is one: so nobody gets
/// away by ending its parent.
pub fn descendants() -> io::Result<Vec<Process>> {
    process::descendants(getpid())
}

/// Ends all descendants, also those that are being born meanwhile.
///
/// As the first process of a PID namespace, one signal reaches everybody at once. Else all
/// are stopped before the first is killed: a process that is stopped starts no others.
pub fn end_all() {
    let end = Instant::now() + Duration::from_secs(5);
    while Instant::now() < end {
        // What cannot be read now is tried again.
        let alive = descendants();
        if alive.as_ref().is_ok_and(Vec::is_empty) {
            return;
        }
        if getpid() == Pid::from_raw(1) {
            let _ = kill(Pid::from_raw(-1), Signal::SIGKILL);
        } else {
            freeze(alive.map_or(0, |alive| alive.len()));
            send_all(Signal::SIGKILL);
        }
        thread::sleep(Duration::from_millis(1));
    }
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
