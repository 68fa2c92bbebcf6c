//! The first process of a trial's PID namespace.
//!
//! It does nothing but wait for whoever has lost its parent. When it ends, the kernel ends all
//! others of the namespace at once: stopped ones, traced ones, those in sessions of their own.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sched::{CloneFlags, unshare};
use nix::sys::prctl;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, wait, waitpid};
use nix::unistd::Pid;

use super::confine;

/// The judge's first child, in the eyes of the judge.
static FIRST: OnceLock<Pid> = OnceLock::new();

/// Is this the first process of the trial's namespace?
pub fn is_first(pid: Pid) -> bool {
    FIRST.get() == Some(&pid)
}

/// From now on this thread's children are born into a new PID namespace. The child that is
/// returned is its first process, and lives as long as its stdin is open.
pub fn begin() -> io::Result<Child> {
    unshare(CloneFlags::CLONE_NEWPID)?;
    let mut child = Command::new("/proc/self/exe")
        .arg("__init")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let _ = FIRST.set(Pid::from_raw(child.id() as i32));
    let mut ready = [0];
    if let Some(stdout) = &mut child.stdout {
        stdout.read_exact(&mut ready)?;
    }
    Ok(child)
}

/// The role `__init`.
pub fn run() -> ExitCode {
    let _ = prctl::set_pdeathsig(Signal::SIGKILL);
    // Small numbers could be guessed.
    let last = fastrand::u32(300..30_000).to_string();
    let _ = fs::write("/proc/sys/kernel/ns_last_pid", last);
    let prepared = prctl::set_dumpable(false)
        .map_err(io::Error::from)
        .and_then(|()| confine::give_up_capabilities());
    let mut out = io::stdout();
    let said = out.write_all(&[1]).and_then(|()| out.flush());
    if prepared.is_err() || said.is_err() {
        return ExitCode::FAILURE;
    }
    let reaper = || {
        loop {
            if wait() == Err(Errno::ECHILD) {
                thread::sleep(Duration::from_millis(20));
            }
        }
    };
    if thread::Builder::new().spawn(reaper).is_err() {
        return ExitCode::FAILURE;
    }
    // Until the judge closes it, or is no more.
    let _ = io::stdin().read_to_end(&mut Vec::new());
    ExitCode::SUCCESS
}

/// Ends the namespace's first process, and so all of them; waits until none is left, also of those
/// that have been ended one by one.
pub fn end() {
    let until = Instant::now() + Duration::from_secs(10);
    if let Some(first) = FIRST.get() {
        let _ = kill(*first, Signal::SIGKILL);
    }
    while Instant::now() < until {
        match waitpid(None, Some(WaitPidFlag::WNOHANG | WaitPidFlag::__WALL)) {
            Err(Errno::ECHILD) => return,
            Ok(WaitStatus::StillAlive) => {
                thread::sleep(Duration::from_millis(1));
            }
            _ => {}
        }
    }
}
