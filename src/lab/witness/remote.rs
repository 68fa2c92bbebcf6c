//! System calls that a stopped task makes for the watcher.
//!
//! A page can be guarded only from within its address space, and a semaphore be asked only from within its
//! namespace. So the task makes the call: its registers are set to those of the call and its instruction
//! pointer to a `syscall` instruction that it has used before. It runs that one instruction, and gets its
//! registers back. It never knows.

use nix::errno::Errno;
use nix::libc::{self, user_regs_struct};
use nix::sys::ptrace;
use nix::unistd::Pid;

use super::raw::{self, Go};
use super::stop::Stop;

/// The length of the `syscall` instruction.
pub const SYSCALL: u64 = 2;

/// What came while the task worked for the watcher. It is the program's.
#[derive(Default)]
pub struct Late {
    /// Signals, with what they carry.
    pub signals: Vec<libc::siginfo_t>,
    /// Its end.
    pub end: Option<Stop>,
}

/// A call with up to four arguments.
pub type Words = (i64, [u64; 4]);

/// Runs one call in a task that is stopped outside of a system call, or at the return from one.
///
/// Its registers are those of the call afterwards: whoever needs the old ones sets them.
///
/// # Errors
/// `ESRCH`: the task has been killed.
pub fn call(
    pid: Pid,
    regs: &user_regs_struct,
    at: u64,
    words: Words,
    late: &mut Late,
) -> Result<i64, Errno> {
    command(pid, regs, at, words, late)?;
    Ok(ptrace::getregs(pid)?.rax as i64)
}

/// The same, where nobody wants to know the result.
///
/// # Errors
/// As for [`call`].
pub fn command(
    pid: Pid,
    regs: &user_regs_struct,
    at: u64,
    words: Words,
    late: &mut Late,
) -> Result<(), Errno> {
    ptrace::setregs(pid, with(regs, at, words))?;
    step(pid, late)
}

/// Runs one call in a task that is stopped at the entry to another one, and stops it there again.
///
/// # Errors
/// As for [`call`].
pub fn call_at_entry(
    pid: Pid,
    regs: &user_regs_struct,
    words: Words,
    late: &mut Late,
) -> Result<i64, Errno> {
    let mut instead = with(regs, regs.rip, words);
    instead.orig_rax = words.0 as u64;
    ptrace::setregs(pid, instead)?;
    raw::resume(pid, Go::Call, 0)?;
    expect_call(pid, late)?;
    let result = ptrace::getregs(pid)?.rax as i64;
    again(pid, regs, late)?;
    Ok(result)
}

/// Makes the task enter the call once more from which it has returned, or whose place another call took.
///
/// # Errors
/// As for [`call`].
pub fn again(pid: Pid, entry: &user_regs_struct, late: &mut Late) -> Result<(), Errno> {
    let mut before = *entry;
    before.rip -= SYSCALL;
    before.rax = entry.orig_rax;
    before.orig_rax = u64::MAX;
    ptrace::setregs(pid, before)?;
    raw::resume(pid, Go::Call, 0)?;
    expect_call(pid, late)
}

/// One instruction.
///
/// # Errors
/// As for [`call`].
pub fn step(pid: Pid, late: &mut Late) -> Result<(), Errno> {
    match stepped(pid, late)? {
        None => Ok(()),
        Some(_) => Err(Errno::EFAULT),
    }
}

/// One instruction; `Some` if it was not done, for it faults by itself.
///
/// # Errors
/// As for [`call`].
pub fn stepped(pid: Pid, late: &mut Late) -> Result<Option<libc::siginfo_t>, Errno> {
    loop {
        raw::resume(pid, Go::Step, 0)?;
        match wait(pid)? {
            Stop::Signal(libc::SIGTRAP) => return Ok(None),
            Stop::Signal(libc::SIGSEGV | libc::SIGBUS) => {
                return Ok(Some(ptrace::getsiginfo(pid)?));
            }
            // It came from outside, before the instruction ran.
            Stop::Signal(_) => late.signals.push(ptrace::getsiginfo(pid)?),
            end @ (Stop::Exited(_) | Stop::Killed(_)) => {
                late.end = Some(end);
                return Err(Errno::ESRCH);
            }
            _ => {}
        }
    }
}

fn expect_call(pid: Pid, late: &mut Late) -> Result<(), Errno> {
    let stop = wait(pid)?;
    if stop == Stop::Call {
        return Ok(());
    }
    late.end = Some(stop);
    Err(Errno::ESRCH)
}

/// Waits for a stop that is about to come.
fn wait(pid: Pid) -> Result<Stop, Errno> {
    loop {
        match raw::wait(pid, true) {
            Ok(Some(status)) => return Ok(Stop::from_status(status)),
            Ok(None) | Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno),
        }
    }
}

/// `orig_rax` tells the kernel that this is no call that a signal has interrupted.
fn with(regs: &user_regs_struct, at: u64, (number, words): Words) -> user_regs_struct {
    let mut regs = *regs;
    regs.rip = at;
    regs.rax = number as u64;
    regs.orig_rax = u64::MAX;
    [regs.rdi, regs.rsi, regs.rdx, regs.r10] = words;
    regs
}
