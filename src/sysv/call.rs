//! A system call as a value.
//!
//! Each wrapper of this library describes its call once. The description becomes part of the
//! [`Error`] when the call fails, and it is handed to whoever [`observe`]s. So what a chapter
//! prints about a call cannot differ from what was called.

use std::sync::OnceLock;
use std::time::Duration;

use libc::c_int;

use super::key::{Key, Mode};
use super::operation::Operations;
use nix::errno::Errno;

/// A call to the kernel with the arguments that matter; `c_form` shows it as it would stand in C.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "the fields are the arguments that each man page explains"
)]
pub enum Call {
    /// `shmget(2)`: find or create a segment. `size` in bytes; `flags` hold the mode, too.
    Shmget { key: Key, size: usize, flags: c_int },
    /// `shmat`, see `shmop(2)`: attach at `address`; 0 lets the kernel choose.
    Shmat {
        id: c_int,
        address: usize,
        flags: c_int,
    },
    /// `shmdt`, see `shmop(2)`: detach what is attached at `address`.
    Shmdt { address: usize },
    /// `shmctl(2)` with `IPC_STAT` or `IPC_RMID`.
    Shmctl { id: c_int, command: c_int },
    /// `shmctl(2)` with `IPC_SET`: the three things that it sets.
    ShmctlSet {
        id: c_int,
        owner: u32,
        group: u32,
        mode: Mode,
    },
    /// `semget(2)`: find or create a set of `count` semaphores.
    Semget {
        key: Key,
        count: c_int,
        flags: c_int,
    },
    /// `semop(2)`; with a limit `semtimedop(2)`.
    Semop {
        id: c_int,
        operations: Operations,
        limit: Option<Duration>,
    },
    /// `semctl(2)` with `IPC_SET`: the three things that it sets.
    SemctlSet {
        id: c_int,
        owner: u32,
        group: u32,
        mode: Mode,
    },
    /// `semctl(2)` with any other command. `value` is for `SETVAL` only.
    Semctl {
        id: c_int,
        member: u16,
        command: c_int,
        value: c_int,
    },
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
    #[inline]
    pub(super) fn outcome(self, value: isize) -> Result<usize, Errno> {
        // The usual case makes no description at all: inlined, its parts are not even copied.
        match value {
            -1 => self.told(value),
            _ if OBSERVER.get().is_some() => self.told(value),
            _ => Ok(value as usize),
        }
    }

    #[cold]
    fn told(self, value: isize) -> Result<usize, Errno> {
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
            Call::Shmctl { .. } | Call::ShmctlSet { .. } => "man 2 shmctl",
            Call::Semget { .. } => "man 2 semget",
            Call::Semop { .. } => "man 2 semop",
            Call::Semctl { .. } | Call::SemctlSet { .. } => "man 2 semctl",
            Call::Msgget { .. } => "man 2 msgget",
            Call::Msgsnd { .. } | Call::Msgrcv { .. } => "man 2 msgop",
            Call::Msgctl { .. } => "man 2 msgctl",
        }
    }

    /// What an errno of this call means. The kernel's text for `EAGAIN` says little.
    pub(super) fn meaning(&self, errno: Errno) -> &'static str {
        match self {
            Call::Semop { limit: Some(_), .. } if errno == Errno::EAGAIN => {
                "The time is over"
            }
            Call::Semop { .. } if errno == Errno::EAGAIN => "It would have to wait",
            _ => errno.desc(),
        }
    }
}
