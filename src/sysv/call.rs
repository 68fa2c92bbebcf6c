//! A system call as a value.
//!
//! Each wrapper of this library describes its call once. The description becomes part of the
//! [`Error`] when the call fails, and it is handed to whoever [`observe`]s. So what a chapter
//! prints about a call cannot differ from what was called.

use std::fmt;
use std::sync::OnceLock;

use libc::{c_int, c_short};

use super::key::Key;
use nix::errno::Errno;

/// A call to the kernel with the arguments that matter, shown as it would stand in C.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "the fields are the arguments that each man page explains"
)]
pub enum Call {
    /// `shmget(2)`: find or create a segment. `size` in bytes; `flags` hold the mode, too.
    Shmget { key: Key, size: usize, flags: c_int },
    /// `shmat`, see `shmop(2)`: attach at an address that the kernel chooses.
    Shmat { id: c_int, flags: c_int },
    /// `shmdt`, see `shmop(2)`: detach what is attached at `address`.
    Shmdt { address: usize },
    /// `shmctl(2)` with `IPC_STAT` or `IPC_RMID`.
    Shmctl { id: c_int, command: c_int },
    /// `semget(2)`: find or create a set of `count` semaphores.
    Semget {
        key: Key,
        count: c_int,
        flags: c_int,
    },
    /// `semop(2)` with one operation on semaphore 0. `change` in permits.
    Semop {
        id: c_int,
        change: c_short,
        flags: c_short,
    },
    /// `semctl(2)` on semaphore 0 with `GETVAL`, `GETPID`, `GETNCNT` or `IPC_RMID`.
    Semctl { id: c_int, command: c_int },
    /// `msgget(2)`: create a message queue.
    Msgget { key: Key, flags: c_int },
    /// `msgsnd`, see `msgop(2)`: put `size` bytes into the queue.
    Msgsnd { id: c_int, size: usize },
    /// `msgrcv`, see `msgop(2)`: take a message of at most `size` bytes.
    Msgrcv { id: c_int, size: usize },
    /// `msgctl(2)` with `IPC_RMID`.
    Msgctl { id: c_int, command: c_int },
}

/// A call that was made, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// The call with its arguments.
    pub call: Call,
    /// What it returned: an id, an address, a count or 0; or why it failed.
    pub outcome: Result<usize, Errno>,
}

static OBSERVER: OnceLock<fn(&Record)> = OnceLock::new();

/// From now on `observer` sees every call that this library makes in this process.
///
/// There is one observer in a process, as there is one terminal. The answer is `false`, and
/// nothing changes, if there is one already.
pub fn observe(observer: fn(&Record)) -> bool {
    OBSERVER.set(observer).is_ok()
}

impl Call {
    /// Turns what the kernel returned into a result, and tells the observer.
    ///
    /// -1 means failure for all of them, `shmat` included: it returns an address, and address 0
    /// would not mean failure.
    pub(super) fn outcome(self, value: isize) -> Result<usize, Errno> {
        // The errno is read first: whatever the observer does may change it.
        let outcome = if value == -1 {
            Err(Errno::last())
        } else {
            Ok(value as usize)
        };
        if let Some(observer) = OBSERVER.get() {
            observer(&Record {
                call: self,
                outcome,
            });
        }
        outcome
    }
    /// The man page that explains the call and its errors.
    pub fn man_page(&self) -> &'static str {
        match self {
            Call::Shmget { .. } => "man 2 shmget",
            Call::Shmat { .. } | Call::Shmdt { .. } => "man 2 shmop",
            Call::Shmctl { .. } => "man 2 shmctl",
            Call::Semget { .. } => "man 2 semget",
            Call::Semop { .. } => "man 2 semop",
            Call::Semctl { .. } => "man 2 semctl",
            Call::Msgget { .. } => "man 2 msgget",
            Call::Msgsnd { .. } | Call::Msgrcv { .. } => "man 2 msgop",
            Call::Msgctl { .. } => "man 2 msgctl",
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Call::Shmget { key, size, flags } => {
                write!(f, "shmget({key}, {size}, {})", GetFlags(flags))
            }
            Call::Shmat { id, flags } => {
                write!(f, "shmat({id}, NULL, {})", at_flags(flags))
            }
            Call::Shmdt { address } => write!(f, "shmdt({address:#x})"),
            Call::Shmctl {
                id,
                command: libc::IPC_STAT,
            } => {
                write!(f, "shmctl({id}, IPC_STAT, &buf)")
            }
            Call::Shmctl { id, command } => {
                write!(f, "shmctl({id}, {}, NULL)", name(command))
            }
            Call::Semget { key, count, flags } => {
                write!(f, "semget({key}, {count}, {})", GetFlags(flags))
            }
            Call::Semop { id, change, flags } => {
                write!(f, "semop({id}, {{0, {change}, {}}}, 1)", op_flags(flags))
            }
            Call::Semctl { id, command } => {
                write!(f, "semctl({id}, 0, {})", name(command))
            }
            Call::Msgget { key, flags } => {
                write!(f, "msgget({key}, {})", GetFlags(flags))
            }
            Call::Msgsnd { id, size } => write!(f, "msgsnd({id}, &message, {size}, 0)"),
            Call::Msgrcv { id, size } => {
                write!(f, "msgrcv({id}, &message, {size}, 0, 0)")
            }
            Call::Msgctl { id, command } => {
                write!(f, "msgctl({id}, {}, NULL)", name(command))
            }
        }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.call, self.outcome) {
            (call @ Call::Shmat { .. }, Ok(address)) => {
                write!(f, "{call} = {address:#x}")
            }
            (call, Ok(value)) => write!(f, "{call} = {value}"),
            (call, Err(errno)) => write!(f, "{call} = -1 {errno:?} ({})", errno.desc()),
        }
    }
}

/// The flags of `shmget` and `semget`: words for the high bits, octal for the mode.
struct GetFlags(c_int);

impl fmt::Display for GetFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (flag, word) in [(libc::IPC_CREAT, "IPC_CREAT"), (libc::IPC_EXCL, "IPC_EXCL")]
        {
            if self.0 & flag != 0 {
                write!(f, "{word} | ")?;
            }
        }
        match self.0 & 0o777 {
            0 => write!(f, "0"),
            // As C writes it: 0600, not 0o600.
            mode => write!(f, "0{mode:03o}"),
        }
    }
}

fn at_flags(flags: c_int) -> &'static str {
    if flags == libc::SHM_RDONLY {
        "SHM_RDONLY"
    } else {
        "0"
    }
}

fn op_flags(flags: c_short) -> &'static str {
    if c_int::from(flags) == libc::SEM_UNDO {
        "SEM_UNDO"
    } else {
        "0"
    }
}

fn name(command: c_int) -> &'static str {
    match command {
        libc::IPC_RMID => "IPC_RMID",
        libc::IPC_STAT => "IPC_STAT",
        libc::GETVAL => "GETVAL",
        libc::GETPID => "GETPID",
        libc::GETNCNT => "GETNCNT",
        _ => "?",
    }
}
