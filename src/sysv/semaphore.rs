//! A semaphore: a number of permits that the kernel hands out, and makes others wait for.

use std::fmt;
use std::mem;
use std::num::ParseIntError;
use std::str::FromStr;

use libc::{c_int, c_short};

use super::call::Call;
use super::cleanup::{Removable, RemoveOnDrop};
use super::error::Error;
use super::key::{Key, Mode};
use nix::errno::Errno;

/// The name of a System V semaphore: the id that `semget(2)` returns, for a set of one.
///
/// Like a [`Segment`](crate::Segment) it can be copied, printed and parsed, and dropping it does nothing. Unlike
/// a segment it is gone at once when it is removed, waiters or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Semaphore(c_int);

impl Semaphore {
    /// Creates a semaphore with this many permits (at most 32767).
    ///
    /// Creating and initialising are two calls. Nobody can enter in between: Linux creates it with 0
    /// permits, so whoever comes too early waits, and the permits arrive by one `semop`. (`SETVAL`
    /// would do, too, but an operation also sets `sem_otime`, by which others can see
    /// that it is ready.) POSIX leaves the first value open; see `semget(2)`.
    ///
    /// # Errors
    /// `semget(2)`: `EEXIST` if the key is taken, `ENOSPC` at the limits `SEMMNI` and `SEMMNS`,
    /// `ENOMEM`, `ENOSYS`. `semop(2)`: `ERANGE` for more than 32767 permits.
    pub fn create(key: Key, permits: u16, mode: Mode) -> Result<Semaphore, Error> {
        let flags = libc::IPC_CREAT | libc::IPC_EXCL | c_int::from(mode.bits());
        let semaphore = semget(key, 1, flags)?.remove_on_drop();
        // semop counts in a short, whose largest value is also the kernel's limit. So one
        // operation does for all that can succeed, and the next one is refused with ERANGE.
        let most = c_short::MAX.unsigned_abs();
        for change in [permits.min(most), permits.saturating_sub(most).min(most)] {
            if change > 0 {
                semaphore.change(change as c_short, 0)?;
            }
        }
        Ok(semaphore.keep())
    }

    /// Finds the semaphore with this key. It creates nothing.
    ///
    /// # Errors
    /// `semget(2)`: `ENOENT` if nobody has created the key, `ENOSYS`.
    pub fn open(key: Key) -> Result<Semaphore, Error> {
        semget(key, 0, 0)
    }

    /// The semaphore with this id, as another process told it to you. Nothing is checked.
    pub const fn from_id(id: i32) -> Semaphore {
        Semaphore(id)
    }

    /// The id.
    pub const fn id(self) -> i32 {
        self.0
    }

    /// Waits for a permit and takes it; dropping the [`Permit`] gives it back.
    ///
    /// Both halves go with `SEM_UNDO`: if the holder dies, by `SIGKILL` even, the kernel gives
    /// the permit back. It does not repair what the holder left half-changed.
    ///
    /// # Errors
    /// `semop(2)`: `EIDRM` if it is removed while you wait, `EINVAL` if it is gone, `EACCES`
    /// without write permission, `ENOMEM` (in POSIX `ENOSPC`) without room for the undo. Never
    /// `EINTR`: the wait goes on after a signal.
    pub fn acquire(self) -> Result<Permit, Error> {
        self.change(-1, UNDO)?;
        Ok(Permit { semaphore: self })
    }

    /// Waits for a permit and takes it for good. For a hand-off between processes, where
    /// somebody else gives the permit back; so without `SEM_UNDO`.
    ///
    /// # Errors
    /// As [`Semaphore::acquire`].
    pub fn wait(self) -> Result<(), Error> {
        self.change(-1, 0)
    }

    /// Adds a permit, for somebody who waits. Without `SEM_UNDO`: the signal outlives its sender.
    ///
    /// # Errors
    /// `semop(2)`: `ERANGE` above 32767 permits, `EINVAL` if it is gone, `EACCES`.
    pub fn signal(self) -> Result<(), Error> {
        self.change(1, 0)
    }

    /// How many permits are there now, by `semctl(2)` with `GETVAL`.
    ///
    /// # Errors
    /// `EACCES` without read permission, `EINVAL` or `EIDRM` if it is gone.
    pub fn permits(self) -> Result<u16, Error> {
        // The kernel keeps the value between 0 and 32767.
        self.control(libc::GETVAL).map(|value| value as u16)
    }

    /// How many processes wait for a permit, by `GETNCNT`.
    ///
    /// # Errors
    /// As [`Semaphore::permits`].
    pub fn waiting(self) -> Result<usize, Error> {
        self.control(libc::GETNCNT)
    }

    /// The process that changed the semaphore last, by `GETPID`; 0 before the first change. It
    /// may have ended: an undo counts as an operation of the process that died.
    ///
    /// # Errors
    /// As [`Semaphore::permits`].
    pub fn last_pid(self) -> Result<i32, Error> {
        self.control(libc::GETPID).map(|pid| pid as i32)
    }

    /// Removes the semaphore at once. Whoever waits for it is woken with `EIDRM`.
    ///
    /// # Errors
    /// `semctl(2)`: `EPERM` unless you own or created it, `EINVAL` or `EIDRM` if it is gone.
    pub fn remove(self) -> Result<(), Error> {
        self.control(libc::IPC_RMID).map(drop)
    }

    /// Takes on the duty to remove the semaphore.
    pub fn remove_on_drop(self) -> RemoveOnDrop<Semaphore> {
        RemoveOnDrop::new(self)
    }

    /// One operation; tried again after a signal, for `SA_RESTART` never helps `semop(2)`, and
    /// a stop and continue from the terminal is enough to interrupt it.
    fn change(self, change: c_short, flags: c_short) -> Result<(), Error> {
        loop {
            match semop(self, change, flags) {
                Err(Error::Sys {
                    errno: Errno::EINTR,
                    ..
                }) => {}
                outcome => return outcome,
            }
        }
    }

    fn control(self, command: c_int) -> Result<usize, Error> {
        // SAFETY: none of the commands used here (GETVAL, GETPID, GETNCNT, IPC_RMID) has a
        // fourth argument, so the kernel reads and writes no memory of ours.
        let value = unsafe { libc::semctl(self.0, 0, command) };
        Call::Semctl {
            id: self.0,
            command,
        }
        .returned(value as isize)
    }
}

const UNDO: c_short = libc::SEM_UNDO as c_short;

/// A permit that is held: the right to be in the critical section.
#[derive(Debug)]
#[must_use = "a permit that is dropped at once protects nothing"]
pub struct Permit {
    semaphore: Semaphore,
}

impl Permit {
    /// Gives the permit back and reports; dropping it does the same in silence.
    ///
    /// # Errors
    /// `semop(2)`: `EINVAL` or `EIDRM` if the semaphore is gone.
    pub fn release(self) -> Result<(), Error> {
        self.semaphore.change(1, UNDO)?;
        // Only now: if semop failed, the drop on the way out tries once more.
        mem::forget(self);
        Ok(())
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        // If this fails, the kernel's undo gives the permit back when the process ends.
        let _ = self.semaphore.change(1, UNDO);
    }
}

impl Removable for Semaphore {
    fn remove(self) -> Result<(), Error> {
        Semaphore::remove(self)
    }
}

impl fmt::Display for Semaphore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Semaphore {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Semaphore, ParseIntError> {
        text.parse().map(Semaphore)
    }
}

fn semget(key: Key, count: c_int, flags: c_int) -> Result<Semaphore, Error> {
    // SAFETY: semget takes three numbers and touches none of our memory.
    let id = unsafe { libc::semget(key.number(), count, flags) };
    Call::Semget { key, count, flags }
        .returned(id as isize)
        .map(|_| Semaphore(id))
}

fn semop(semaphore: Semaphore, change: c_short, flags: c_short) -> Result<(), Error> {
    let id = semaphore.id();
    let mut operation = libc::sembuf {
        sem_num: 0,
        sem_op: change,
        sem_flg: flags,
    };
    // SAFETY: the pointer is to one operation, as the count says, and outlives the call.
    let status = unsafe { libc::semop(id, &raw mut operation, 1) };
    Call::Semop { id, change, flags }
        .returned(status as isize)
        .map(drop)
}
