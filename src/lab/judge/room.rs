//! Do the limits that this process has inherited leave room for a trial? (`getrlimit(2)`)
//!
//! Tried before any trial, for afterwards nobody could tell whose doing a refusal was: right
//! programs would lose points for what the machine does not give.

use std::fs::File;
use std::io;
use std::sync::mpsc;
use std::thread;

use nix::errno::Errno;

/// The most files that a judge has open at once, and some more.
const FILES: usize = 24;
/// The most processes that a right program has at once, and some more.
const PROCESSES: usize = 16;
/// Far less than a thread that does something needs, so that this asks for processes only.
const STACK: usize = 16 << 10;

/// The exit code of a probe that could not have its processes.
pub const TOO_FEW_PROCESSES: u8 = 12;

/// As many files as a judge opens, for as long as the answer is kept.
pub fn for_files() -> io::Result<Vec<File>> {
    (0..FILES).map(|_| File::open("/dev/null")).collect()
}

/// As many threads as a program has processes, all at once: the kernel counts both alike.
pub fn for_processes() -> io::Result<()> {
    let mut held = Vec::new();
    for _ in 0..PROCESSES {
        let (release, wait) = mpsc::channel::<()>();
        // It ends when the other end is dropped.
        let body = move || {
            let _ = wait.recv();
        };
        let thread = thread::Builder::new().stack_size(STACK).spawn(body)?;
        held.push((release, thread));
    }
    for (release, thread) in held {
        drop(release);
        let _ = thread.join();
    }
    Ok(())
}

/// What this machine lacks, and what to do about it.
pub fn lacking(error: &io::Error) -> String {
    match Errno::from_raw(error.raw_os_error().unwrap_or(0)) {
        Errno::EAGAIN => format!(
            "too few processes may run at once: {error}; end some, or raise the limit (ulimit -u)"
        ),
        Errno::EMFILE | Errno::ENFILE => {
            format!("too few files may be open: {error}; raise the limit (ulimit -n)")
        }
        Errno::ENOMEM => format!("too little memory: {error}; see ulimit -v"),
        _ => error.to_string(),
    }
}
