//! Processes: who descends from us, what they do, and how to end them all.

use std::collections::HashMap;
use std::fs;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, getpid};

/// What /proc/PID/stat says.
#[derive(Debug, Clone)]
pub struct Process {
    pub pid: Pid,
    pub name: String,
    /// `R` runs, `S` sleeps, `T` is stopped, `Z` has ended and waits to be waited for.
    pub state: char,
    pub parent: Pid,
}

impl Process {
    pub fn is_alive(&self) -> bool {
        !matches!(self.state, 'Z' | 'X')
    }
}

pub fn look(pid: Pid) -> Option<Process> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in parentheses and may itself hold spaces and parentheses.
    let (head, tail) = text.rsplit_once(')')?;
    let mut fields = tail.split_whitespace();
    Some(Process {
        pid,
        name: head.split_once('(')?.1.to_string(),
        state: fields.next()?.chars().next()?,
        parent: Pid::from_raw(fields.next()?.parse().ok()?),
    })
}

/// Everybody who descends from this process and has not ended.
///
/// An orphan's new parent is the nearest subreaper, and every room is one: so nobody gets
/// away by ending its parent.
pub fn descendants() -> Vec<Process> {
    below(getpid())
}

pub fn below(ancestor: Pid) -> Vec<Process> {
    let mut children: HashMap<Pid, Vec<Process>> = HashMap::new();
    for process in all() {
        children.entry(process.parent).or_default().push(process);
    }
    let mut found = Vec::new();
    let mut next = vec![ancestor];
    while let Some(pid) = next.pop() {
        for process in children.remove(&pid).unwrap_or_default() {
            next.push(process.pid);
            found.push(process);
        }
    }
    found.retain(Process::is_alive);
    found
}

fn all() -> Vec<Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid| look(Pid::from_raw(pid))).collect()
}

/// Ends all descendants, also those that are being born meanwhile.
///
/// As the first process of a PID namespace, one signal reaches everybody at once. Else all
/// are stopped before the first is killed: a process that is stopped starts no others.
pub fn end_all() {
    let end = Instant::now() + Duration::from_secs(5);
    while Instant::now() < end {
        let alive = descendants();
        if alive.is_empty() {
            return;
        }
        if getpid() == Pid::from_raw(1) {
            let _ = kill(Pid::from_raw(-1), Signal::SIGKILL);
        } else {
            freeze(alive.len());
            for process in descendants() {
                let _ = kill(process.pid, Signal::SIGKILL);
            }
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Stops descendants until a look around finds nobody new.
fn freeze(mut known: usize) {
    loop {
        for process in descendants() {
            let _ = kill(process.pid, Signal::SIGSTOP);
        }
        let now = descendants().len();
        if now <= known {
            return;
        }
        known = now;
    }
}

/// The system call that a process sleeps in, with its first argument.
pub fn call_of(pid: Pid) -> Option<(i64, u64)> {
    let text = fs::read_to_string(format!("/proc/{pid}/syscall")).ok()?;
    let mut fields = text.split_whitespace();
    let number = fields.next()?.parse().ok()?;
    let argument = fields.next()?.trim_start_matches("0x");
    Some((number, u64::from_str_radix(argument, 16).ok()?))
}

/// Is this a process, and not one of its further threads?
pub fn leads_its_group(pid: Pid) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let group = status.lines().find_map(|line| line.strip_prefix("Tgid:"));
    group.and_then(|group| group.trim().parse().ok()) == Some(pid.as_raw())
}
