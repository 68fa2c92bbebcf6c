//! `/proc/PID/task/TID/children`: who descends from one process, at a glance.

use std::fs;
use std::io;
use std::sync::OnceLock;

use nix::unistd::{Pid, getpid};

use super::process::{self, Process};
use super::text::{number, words};

/// As [`process::descendants`], for whoever looks again and again: it costs as much as there are
/// descendants, however many other processes there are.
///
/// At most `most` are looked at: programs that multiply could grow faster than anybody reads.
///
/// A list may lack somebody while others of it end (`proc_pid_task(5)`), so one glance proves no
/// absence. A kernel without these lists is asked for all processes instead.
///
/// # Errors
///
/// Those of reading these files and of [`process::look`], but for the end of a process.
pub fn descendants(ancestor: Pid, most: usize) -> io::Result<Vec<Process>> {
    if !has_lists() {
        return process::descendants(ancestor);
    }
    let mut found: Vec<Process> = Vec::new();
    let mut next = vec![ancestor];
    while let Some(pid) = next.pop() {
        for child in children(pid)? {
            if found.len() == most {
                break;
            }
            match process::look(child) {
                // Who was adopted meanwhile may stand in two lists.
                Ok(_) if found.iter().any(|known| known.pid == child) => {}
                Ok(process) => {
                    next.push(child);
                    found.push(process);
                }
                Err(error) if process::is_gone(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }
    found.retain(Process::is_alive);
    Ok(found)
}

/// Those that this process has started or adopted, ended ones among them. `None` if the kernel has no
/// such lists.
///
/// # Errors
///
/// Those of reading these files.
pub fn own() -> io::Result<Option<Vec<Pid>>> {
    match has_lists() {
        true => children(getpid()).map(Some),
        false => Ok(None),
    }
}

/// A child is in the list of the thread that started it, or of one that has adopted it.
fn children(pid: Pid) -> io::Result<Vec<Pid>> {
    let threads = match fs::read_dir(format!("/proc/{pid}/task")) {
        Err(error) if process::is_gone(&error) => return Ok(Vec::new()),
        threads => threads?,
    };
    let mut found = Vec::new();
    for thread in threads {
        let list =
            match thread.and_then(|thread| fs::read(thread.path().join("children"))) {
                Err(error) if process::is_gone(&error) => continue,
                list => list?,
            };
        found.extend(words(&list).filter_map(number).map(Pid::from_raw));
    }
    Ok(found)
}

/// They are an option of the kernel, `CONFIG_PROC_CHILDREN`.
fn has_lists() -> bool {
    static THERE: OnceLock<bool> = OnceLock::new();
    *THERE.get_or_init(|| fs::exists("/proc/thread-self/children").unwrap_or(false))
}
