//! Why a task has stopped, read from the number that `wait(2)` gives.

use nix::libc;

/// What has happened to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It has ended by itself, with this code.
    Exited(i32),
    /// A signal has ended it.
    Killed(i32),
    /// It enters a system call, or returns from one.
    Call,
    /// A signal is about to be delivered.
    Signal(i32),
    /// `SIGSTOP` or the like has stopped its process.
    Group(i32),
    /// It has made another task: fork, vfork or clone.
    Born,
    /// It has become another program.
    Exec,
    /// The watcher's own: a new task before its first instruction, or an interrupted one.
    Trap,
}

impl Stop {
    /// The word is described in `wait(2)` and, above the low 16 bits, in `ptrace(2)`.
    pub fn from_status(status: i32) -> Self {
        if libc::WIFEXITED(status) {
            return Self::Exited(libc::WEXITSTATUS(status));
        }
        if libc::WIFSIGNALED(status) {
            return Self::Killed(libc::WTERMSIG(status));
        }
        let signal = (status >> 8) & 0xff;
        match status >> 16 {
            libc::PTRACE_EVENT_FORK
            | libc::PTRACE_EVENT_VFORK
            | libc::PTRACE_EVENT_CLONE => Self::Born,
            libc::PTRACE_EVENT_EXEC => Self::Exec,
            libc::PTRACE_EVENT_STOP if signal == libc::SIGTRAP => Self::Trap,
            libc::PTRACE_EVENT_STOP => Self::Group(signal),
            _ if signal == libc::SIGTRAP | 0x80 => Self::Call,
            _ => Self::Signal(signal),
        }
    }
}
