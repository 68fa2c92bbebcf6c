//! `/proc/PID/task`: what the threads of a process do.

use std::fs;
use std::io;

use nix::unistd::Pid;

use super::process;
use super::text::{odd, only_line};

/// The state of each thread, as in [`process::Process`].
///
/// # Errors
///
/// As of [`process::look`].
pub fn states(pid: Pid) -> io::Result<Vec<char>> {
    let mut states = Vec::new();
    for thread in fs::read_dir(format!("/proc/{pid}/task"))? {
        let path = format!("{}/stat", thread?.path().display());
        let line = match only_line(&path) {
            Err(error) if process::is_gone(&error) => continue,
            line => line?,
        };
        let thread = process::parse(pid, &line).ok_or_else(|| odd(&path, &line))?;
        states.push(thread.state);
    }
    Ok(states)
}
