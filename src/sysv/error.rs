//! What can go wrong, said so that the reader knows where to look.

use std::fmt;

use super::call::Call;
use nix::errno::Errno;

/// Why something did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The kernel refused a call.
    Sys {
        /// The call with its arguments.
        call: Call,
        /// Why, as in the ERRORS section of the call's man page.
        errno: Errno,
    },
    /// `ftok(3)` could not look at the path; the errno is that of `stat(2)`.
    Ftok {
        /// `ENOENT` where there is no such file, `EACCES` where you may not look.
        errno: Errno,
    },
    /// The segment is smaller than what should live in it. Both in bytes.
    TooSmall {
        /// The size of the layout.
        needed: usize,
        /// The size of the segment, as `IPC_STAT` tells it.
        actual: usize,
    },
    /// A copy would reach past the segment's end. Nothing was copied. All in bytes.
    OutOfBounds {
        /// Where the copy would start.
        offset: usize,
        /// How much it would copy.
        length: usize,
        /// The size of the segment.
        size: usize,
    },
    /// The wished address rounds down to 0: a place for C, but none for Rust, where no reference
    /// is null. Nothing was attached.
    PageZero {
        /// The wish.
        address: usize,
    },
    /// A semaphore set has another number of members.
    WrongMembers {
        /// How many it should have.
        expected: usize,
        /// How many it has, as `IPC_STAT` tells it.
        actual: usize,
    },
}

impl Call {
    /// What the kernel returned, as a result that names the call.
    #[inline]
    pub(crate) fn returned(self, value: isize) -> Result<usize, Error> {
        self.outcome(value)
            .map_err(|errno| Error::Sys { call: self, errno })
    }
}

impl Error {
    /// The errno, where the kernel gave one.
    pub fn errno(&self) -> Option<Errno> {
        match *self {
            Error::Sys { errno, .. } | Error::Ftok { errno } => Some(errno),
            _ => None,
        }
    }

    /// Would a `semop(2)` have had to wait, longer than it may?
    ///
    /// The kernel says `EAGAIN` for both: when it may not wait at all, and when the time is over.
    pub fn would_wait(&self) -> bool {
        self.errno() == Some(Errno::EAGAIN)
    }

    /// Is it sure that the object which an id named is no longer there?
    ///
    /// The kernel says `EINVAL` for an id that names nothing. `EIDRM` comes only when the removal
    /// happens during the call, or to somebody who waits in `semop(2)` at that moment. To a
    /// program both mean the same. Where the call's `EINVAL` may mean something else as well, such
    /// as a wished address that is not free or a member that the set does not have, the answer is `false`.
    pub fn is_gone(&self) -> bool {
        match self {
            Error::Sys {
                errno: Errno::EIDRM,
                ..
            } => true,
            Error::Sys {
                call,
                errno: Errno::EINVAL,
            } => call.has_only_its_id_to_refuse(),
            _ => false,
        }
    }
}

impl Call {
    /// Is there nothing but the id that `EINVAL` can mean?
    fn has_only_its_id_to_refuse(&self) -> bool {
        match self {
            Call::Shmat { address, .. } => *address == 0,
            Call::Semop { operations, .. } => !operations.is_empty(),
            // Each set has member 0.
            Call::Semctl { member, .. } => *member == 0,
            Call::Shmctl { .. } | Call::Msgrcv { .. } | Call::Msgctl { .. } => true,
            // No id; an address; an owner whom nobody is; a message above the limit.
            Call::Shmget { .. }
            | Call::Semget { .. }
            | Call::Msgget { .. }
            | Call::Shmdt { .. }
            | Call::ShmctlSet { .. }
            | Call::SemctlSet { .. }
            | Call::Msgsnd { .. } => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Sys { call, errno } => {
                write!(f, "{call}: {errno:?}: {}", call.meaning(*errno))
            }
            Error::WrongMembers { expected, actual } => {
                write!(f, "the set has {actual} semaphores, not {expected}")
            }
            Error::PageZero { address } => write!(
                f,
                "the address {address:#x} rounds down to 0, where Rust can have nothing"
            ),
            Error::Ftok { errno } => write!(f, "ftok: {errno:?}: {}", errno.desc()),
            Error::TooSmall { needed, actual } => {
                write!(
                    f,
                    "the segment has {actual} bytes, its layout needs {needed}"
                )
            }
            Error::OutOfBounds {
                offset,
                length,
                size,
            } => {
                write!(
                    f,
                    "{length} bytes at offset {offset} do not fit into {size} bytes"
                )
            }
        }
    }
}

impl std::error::Error for Error {}

/// Makes the call again after each signal. `SA_RESTART` helps no call that waits for a System V
/// object; see `signal(7)`.
pub(crate) fn until_uninterrupted<T>(
    mut call: impl FnMut() -> Result<T, Error>,
) -> Result<T, Error> {
    loop {
        match call() {
            Err(error) if error.errno() == Some(Errno::EINTR) => {}
            outcome => return outcome,
        }
    }
}
