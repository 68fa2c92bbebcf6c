//! A permit that is held, and given back by whoever took it.

use std::mem;
use std::process;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use libc::c_int;

use super::semaphore_set::SemaphoreSet;
use crate::sysv::error::Error;
use crate::sysv::operation::Operation;

/// A permit that is held: the right to be in the critical section.
///
/// A process made by `fork(2)` gets a copy of this, too. The copy holds nothing, and gives nothing
/// back: its parent is still in the critical section.
#[derive(Debug)]
#[must_use = "a permit that is dropped at once protects nothing"]
pub struct Permit {
    set: SemaphoreSet,
    member: u16,
    holder: u32,
}

impl SemaphoreSet {
    /// Waits for a permit of this member and takes it; dropping the [`Permit`] gives it back.
    ///
    /// Both halves go with `SEM_UNDO`: if the holder dies, by `SIGKILL` even, the kernel gives
    /// the permit back. It does not repair what the holder left half-changed.
    ///
    /// What others wrote before they gave the permit back is seen after this, by relaxed loads,
    /// too: `semop` is one of the calls that synchronise memory (POSIX, Base Definitions 4.12).
    ///
    /// # Errors
    /// As [`operate`](SemaphoreSet::operate). `ERANGE` also with permits left: when the undo notes
    /// of this process add up to 32767, as after so many permits that were forgotten.
    pub fn acquire(self, member: u16) -> Result<Permit, Error> {
        self.operate(&[Operation::wait(member).undo()])?;
        Ok(self.permit(member))
    }

    /// The permit that an operation with `SEM_UNDO` has just taken.
    pub(super) fn permit(self, member: u16) -> Permit {
        let holder = this_process();
        Permit {
            set: self,
            member,
            holder,
        }
    }
}

impl Permit {
    /// Gives the permit back and reports; dropping it does the same in silence.
    ///
    /// # Errors
    /// `semop(2)`: `EINVAL` or `EIDRM` if the semaphore is gone.
    pub fn release(self) -> Result<(), Error> {
        self.give_back()?;
        // Only now: if semop failed, the drop on the way out tries once more.
        mem::forget(self);
        Ok(())
    }

    fn give_back(&self) -> Result<(), Error> {
        match self.holder == this_process() {
            true => self.set.operate(&[Operation::signal(self.member).undo()]),
            false => Ok(()),
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        // If this fails, the kernel's undo gives the permit back when the process ends.
        let _ = self.give_back();
    }
}

unsafe extern "C" {
    /// Not in the libc crate; see `pthread_atfork(3)`.
    fn pthread_atfork(
        before: Option<extern "C" fn()>,
        in_parent: Option<extern "C" fn()>,
        in_child: Option<extern "C" fn()>,
    ) -> c_int;
}

/// This process's id, without a system call each time: two more of them would make a lock and
/// unlock a third slower. (A child made by a bare `clone(2)`, past the C library, is not noticed.)
fn this_process() -> u32 {
    static ID: AtomicU32 = AtomicU32::new(0);
    extern "C" fn forget() {
        ID.store(0, Ordering::Relaxed);
    }
    let known = ID.load(Ordering::Relaxed);
    if known != 0 {
        return known;
    }
    // No `Once`: a fork may come while another thread is in it, and the child would wait for ever for
    // a thread that it does not have. Whoever comes meanwhile asks the kernel.
    static WATCH: AtomicBool = AtomicBool::new(false);
    static WATCHED: AtomicBool = AtomicBool::new(false);
    if !WATCH.swap(true, Ordering::Relaxed) {
        // SAFETY: `forget` does nothing but store an atomic, which is allowed after a fork.
        let status = unsafe { pthread_atfork(None, None, Some(forget)) };
        // Release: whoever sees this also sees that a fork in this process forgets.
        WATCHED.store(status == 0, Ordering::Release);
    }
    let id = process::id();
    if WATCHED.load(Ordering::Acquire) {
        ID.store(id, Ordering::Relaxed);
    }
    id
}
