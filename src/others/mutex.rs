//! A mutex in shared memory, built from one atomic word and the futex.

use std::sync::atomic::{AtomicU32, Ordering};

use super::futex;
use crate::sysv::shm::shared::Shared;
use nix::errno::Errno;

const FREE: u32 = 0;
const LOCKED: u32 = 1;
/// Locked, and somebody may sleep: whoever unlocks has to call the kernel.
const AWAITED: u32 = 2;

/// A lock that lives in a segment, for processes that trust each other to give it back.
///
/// Where nobody waits, locking is one `compare_exchange` and unlocking one `swap`: no system call.
/// (This is the second mutex of Ulrich Drepper's "Futexes Are Tricky".) A segment is
/// filled with zeros, and zero is a free mutex, so it needs no initialisation.
///
/// If its holder dies, it stays locked for ever: the word does not say who holds it, and the
/// kernel has never heard of it. A [`Semaphore`](crate::Semaphore)
/// survives that, and so does the robust mutex of POSIX, in `chapters/9-measure/robust.rs`.
///
/// It protects no data of its own, unlike `std::sync::Mutex`: what lies in a segment are atomics
/// in any case, and the lock makes several steps of theirs one.
#[derive(Debug)]
#[repr(transparent)]
pub struct Mutex {
    state: AtomicU32,
}

// SAFETY: it is one atomic integer, transparently; every value other than FREE and LOCKED is
// treated like AWAITED.
unsafe impl Shared for Mutex {}

// ANCHOR: mutex
impl Mutex {
    /// Waits until the mutex is free and takes it; dropping the guard unlocks.
    ///
    /// # Errors
    /// `ENOSYS` in a kernel without futexes.
    pub fn lock(&self) -> Result<MutexGuard<'_>, Errno> {
        let free = self.state.compare_exchange(
            FREE,
            LOCKED,
            Ordering::Acquire,
            Ordering::Relaxed,
        );
        if free.is_err() {
            self.lock_contended()?;
        }
        Ok(MutexGuard { mutex: self })
    }

    /// Whoever has had to wait takes it as AWAITED: it cannot know whether others sleep, too.
    #[cold]
    fn lock_contended(&self) -> Result<(), Errno> {
        while self.state.swap(AWAITED, Ordering::Acquire) != FREE {
            futex::wait(&self.state, AWAITED, None)?;
        }
        Ok(())
    }
}

/// The right to be in the critical section.
#[derive(Debug)]
#[must_use = "a guard that is dropped at once protects nothing"]
pub struct MutexGuard<'a> {
    mutex: &'a Mutex,
}

impl Drop for MutexGuard<'_> {
    fn drop(&mut self) {
        if self.mutex.state.swap(FREE, Ordering::Release) != LOCKED {
            futex::wake(&self.mutex.state, 1);
        }
    }
}
// ANCHOR_END: mutex
