//! The three things that nix has no safe words for.
//!
//! nix knows a signal as an `enum` that has no real-time signals in it: its `waitpid` answers `EINVAL` for
//! a stop by one, when the kernel has already handed it out, and its `cont` cannot pass one on. Both lose
//! a signal of the program that is watched. So the two calls here take and give plain numbers. The third
//! reads a field of a union.

#![allow(unsafe_code)]

use nix::errno::Errno;
use nix::libc;
use nix::unistd::Pid;

/// How a stopped task goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    /// To the next entry to or return from a system call.
    Call,
    /// By one instruction.
    Step,
    /// Not at all: it stays stopped as `SIGSTOP` wants it, and a `SIGCONT` will be seen.
    Listen,
}

/// Whom to wait for, and whether to wait.
///
/// `None` if `block` is false and nothing has happened. The status is as in `wait(2)`.
///
/// # Errors
/// `ECHILD`: there is no such child; `EINTR`.
pub fn wait(pid: Pid, block: bool) -> Result<Option<i32>, Errno> {
    let mut status = 0;
    let flags = libc::__WALL | if block { 0 } else { libc::WNOHANG };
    // SAFETY: waitpid writes one int, to a place that is ours and lives until it returns.
    let found = unsafe { libc::waitpid(pid.as_raw(), &raw mut status, flags) };
    let found = Errno::result(found)?;
    Ok((found != 0).then_some(status))
}

/// Lets a stopped task go on, with this signal delivered to it; 0 for none.
///
/// # Errors
/// `ESRCH`: it is not stopped, since somebody has killed it; `ptrace(2)`.
pub fn resume(pid: Pid, go: Go, signal: i32) -> Result<(), Errno> {
    let request = match go {
        Go::Call => libc::PTRACE_SYSCALL,
        Go::Step => libc::PTRACE_SINGLESTEP,
        Go::Listen => libc::PTRACE_LISTEN,
    };
    let none = std::ptr::null_mut::<libc::c_void>();
    // SAFETY: these three requests read two numbers, and no memory of this process.
    let result = unsafe { libc::ptrace(request, pid.as_raw(), none, i64::from(signal)) };
    Errno::result(result).map(drop)
}

/// Where a `SIGSEGV` faulted.
pub fn fault_address(info: &libc::siginfo_t) -> u64 {
    // SAFETY: all of a siginfo_t that the kernel has filled is initialised, and any bytes are a pointer,
    // which nobody follows.
    unsafe { info.si_addr() as u64 }
}
