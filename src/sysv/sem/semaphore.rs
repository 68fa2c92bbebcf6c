//! A semaphore: a number of permits that the kernel hands out, and makes others wait for.

use std::time::Duration;

use libc::c_int;

use super::permit::Permit;
use super::semaphore_set::SemaphoreSet;
use crate::sysv::error::Error;
use crate::sysv::key::{Key, Mode};
use crate::sysv::name::name;
use crate::sysv::operation::Operation;

/// The name of a System V semaphore: the id that `semget(2)` returns, for a set of one.
///
/// Like a [`Segment`](crate::Segment) it can be copied, printed and parsed, and dropping it does
/// nothing. Unlike a segment it is gone at once when it is removed, waiters or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Semaphore(c_int);

name!(Semaphore);

/// The only member.
const ONLY: u16 = 0;

impl Semaphore {
    /// Creates a semaphore with this many permits (at most 32767).
    ///
    /// # Errors
    /// As [`SemaphoreSet::create`].
    pub fn create(key: Key, permits: u16, mode: Mode) -> Result<Semaphore, Error> {
        SemaphoreSet::create(key, &[permits], mode).map(|set| Semaphore(set.id()))
    }

    /// Finds the semaphore with this key. It creates nothing.
    ///
    /// # Errors
    /// As [`SemaphoreSet::open_exactly`]: a larger set is refused with its size.
    pub fn open(key: Key) -> Result<Semaphore, Error> {
        SemaphoreSet::open_exactly(key, 1).map(|set| Semaphore(set.id()))
    }

    /// The set that it is, for what only sets can do.
    pub const fn set(self) -> SemaphoreSet {
        SemaphoreSet::from_id(self.0)
    }

    /// Waits for a permit and takes it; dropping the [`Permit`] gives it back.
    ///
    /// # Errors
    /// As [`SemaphoreSet::acquire`], where the undo and the order of memory are explained.
    pub fn acquire(self) -> Result<Permit, Error> {
        self.set().acquire(ONLY)
    }

    /// As [`acquire`](Semaphore::acquire); `None` if there is no permit now.
    ///
    /// # Errors
    /// As [`acquire`](Semaphore::acquire).
    pub fn try_acquire(self) -> Result<Option<Permit>, Error> {
        self.taken(self.set().try_operate(&[TAKE]))
    }

    /// As [`acquire`](Semaphore::acquire); `None` if there is no permit within this time.
    ///
    /// # Errors
    /// As [`acquire`](Semaphore::acquire).
    pub fn acquire_within(self, limit: Duration) -> Result<Option<Permit>, Error> {
        self.taken(self.set().operate_within(&[TAKE], limit))
    }

    fn taken(self, outcome: Result<(), Error>) -> Result<Option<Permit>, Error> {
        match outcome {
            Ok(()) => Ok(Some(self.set().permit(ONLY))),
            Err(error) if error.would_wait() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Waits for a permit and takes it for good. For a hand-off between processes, where
    /// somebody else gives the permit back; so without `SEM_UNDO`.
    ///
    /// # Errors
    /// As [`SemaphoreSet::operate`].
    pub fn wait(self) -> Result<(), Error> {
        self.set().operate(&[Operation::wait(ONLY)])
    }

    /// Adds a permit, for somebody who waits. Without `SEM_UNDO`: the signal outlives its sender.
    ///
    /// # Errors
    /// `semop(2)`: `ERANGE` above 32767 permits, `EINVAL` if it is gone, `EACCES`.
    pub fn signal(self) -> Result<(), Error> {
        self.set().operate(&[Operation::signal(ONLY)])
    }

    /// How many permits are there now, by `semctl(2)` with `GETVAL`.
    ///
    /// # Errors
    /// `EACCES` without read permission, `EINVAL` or `EIDRM` if it is gone.
    pub fn permits(self) -> Result<u16, Error> {
        self.set().value(ONLY)
    }

    /// How many processes wait for a permit, by `GETNCNT`.
    ///
    /// # Errors
    /// As [`permits`](Semaphore::permits).
    pub fn waiting(self) -> Result<usize, Error> {
        self.set().waiting(ONLY)
    }

    /// The process that changed it last, as [`SemaphoreSet::last_pid`] tells.
    ///
    /// # Errors
    /// As [`permits`](Semaphore::permits).
    pub fn last_pid(self) -> Result<i32, Error> {
        self.set().last_pid(ONLY)
    }

    /// Removes the semaphore at once, as [`SemaphoreSet::remove`] does.
    ///
    /// # Errors
    /// `semctl(2)`: `EPERM` unless you own or created it, `EINVAL` or `EIDRM` if it is gone.
    pub fn remove(self) -> Result<(), Error> {
        self.set().remove()
    }
}

/// Takes the permit so that the end of the process gives it back.
const TAKE: Operation = Operation::wait(ONLY).undo();
