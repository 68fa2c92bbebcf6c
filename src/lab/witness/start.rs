//! How a program comes to be watched from its first instruction.
//!
//! A second process of the checker stops itself; the watcher seizes it, and then it becomes the program.
//! So nothing of the program runs unseen, and its process id, streams and folder are what they would be.

use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

use nix::errno::Errno;
use nix::libc;
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::sys::ptrace;
use nix::sys::signal::{Signal, kill, raise};
use nix::unistd::Pid;

use super::raw;
use crate::trial::tracer;

/// The role in which the checker starts itself to become the program.
pub const ROLE: &str = "__witness";

/// The exit code of a program that could not be started, as a shell has it.
pub const NOT_STARTED: u8 = 127;

/// Stops, so that the watcher can seize this process, and becomes the program.
pub fn become_program(words: &[OsString]) -> u8 {
    let Some((program, arguments)) = words.split_first() else {
        return NOT_STARTED;
    };
    // A process that is told to stop itself does not fail to.
    let _ = raise(Signal::SIGSTOP);
    let error = Command::new(program).args(arguments).exec();
    eprintln!("{}: {error}", program.to_string_lossy());
    NOT_STARTED
}

/// Where the program's output goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// Where it would go without us.
    Inherited,
    /// Nowhere: of hundreds of runs, nobody wants to read it.
    Discarded,
}

/// Starts the program and stops it before its first instruction.
///
/// # Errors
/// A text for the reader: this machine allows no tracing, or no new process.
pub fn start(words: &[OsString], output: Output) -> Result<Pid, String> {
    let own =
        std::env::current_exe().map_err(|error| format!("this program: {error}"))?;
    let mut command = Command::new(own);
    command.arg(ROLE).args(words);
    if output == Output::Discarded {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
    }
    let child = command.spawn().map_err(|error| format!("fork: {error}"))?;
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap_or(-1));
    seize(pid)?;
    Ok(pid)
}

/// Takes a child in hand that stops itself before it becomes the program.
///
/// # Errors
/// A text for the reader: this machine allows no tracing. Then the child has been ended.
pub fn seize(pid: Pid) -> Result<(), String> {
    let seized = until_stopped(pid).and_then(|()| ptrace::seize(pid, tracer::options()));
    if let Err(errno) = seized {
        let _ = kill(pid, Signal::SIGKILL);
        let _ = raw::wait(pid, true);
        return Err(format!(
            "not here: this machine does not let us trace programs: {errno}"
        ));
    }
    kill(pid, Signal::SIGCONT).map_err(|errno| format!("kill: {errno}"))
}

fn until_stopped(pid: Pid) -> Result<(), Errno> {
    use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
    match waitpid(pid, Some(WaitPidFlag::WUNTRACED))? {
        WaitStatus::Stopped(..) => Ok(()),
        _ => Err(Errno::ESRCH),
    }
}

/// Puts this process, and all that it starts, on one processor.
///
/// Watcher and program never run at the same time, and a wake-up across processors takes twice as long
/// as a whole access does on one. Where it is forbidden, all is slower and nothing is wrong.
pub fn one_processor() {
    let own = Pid::from_raw(0);
    let Ok(allowed) = sched_getaffinity(own) else {
        return;
    };
    // The last: the first is where interrupts and everybody's pinned programs are.
    let last = (0..CpuSet::count())
        .rev()
        .find(|&cpu| allowed.is_set(cpu).unwrap_or(false));
    let mut one = CpuSet::new();
    if last.is_some_and(|cpu| one.set(cpu).is_ok()) {
        let _ = sched_setaffinity(own, &one);
    }
}

/// Is this a process that a 64-bit watcher understands? 32-bit programs call the kernel in another way.
pub fn is_64_bit(regs: &libc::user_regs_struct) -> bool {
    /// `__USER_CS` of the kernel.
    const SEGMENT: u64 = 0x33;
    regs.cs == SEGMENT
}
