//! Waiting on a word of shared memory: the one system call below every fast lock.
//!
//! A futex is no object: nothing is created or removed. The word is an ordinary atomic, and the kernel
//! is asked only when somebody has to wait or to be woken; see `futex(2)`. Without
//! `FUTEX_PRIVATE_FLAG`, so that the kernel goes by the page behind the word and not by its
//! address, which differs between processes.

use std::ptr;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use libc::{c_int, c_long};

use crate::sysv::sem::semaphore_set::timespec_of;
use nix::errno::Errno;

/// Sleeps while the word holds `expected`, until somebody [`wake`]s, or until the time is over.
///
/// Looking at the word and falling asleep are one step for everybody who wakes: no wake-up gets
/// lost in between. It may also return for no reason, so look at the word again.
///
/// # Errors
/// `ETIMEDOUT` when the time is over, `ENOSYS` in a kernel without futexes. A word that holds
/// something else and a signal are no errors here: look again.
pub fn wait(
    word: &AtomicU32,
    expected: u32,
    limit: Option<Duration>,
) -> Result<(), Errno> {
    let limit = limit.map(timespec_of);
    let limit = limit.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: the time is null, or lives until the end of this function.
    match unsafe { futex(word, libc::FUTEX_WAIT, expected, limit) } {
        Ok(_) | Err(Errno::EAGAIN | Errno::EINTR) => Ok(()),
        Err(errno) => Err(errno),
    }
}

/// Wakes at most `count` of those who wait on the word, and tells how many it were.
pub fn wake(word: &AtomicU32, count: u32) -> usize {
    let count = count.min(i32::MAX as u32);
    // It fails only for an address that is no word of ours, which a reference cannot be.
    // SAFETY: no time is given.
    unsafe { futex(word, libc::FUTEX_WAKE, count, ptr::null()) }.unwrap_or(0)
}

/// # Safety
/// `limit` is null, or points to one `timespec` that lives as long as the call.
unsafe fn futex(
    word: &AtomicU32,
    operation: c_int,
    value: u32,
    limit: *const libc::timespec,
) -> Result<usize, Errno> {
    // SAFETY: the kernel loads from the word, which is alive and aligned by its type, and reads the
    // time, for which the caller vouches; it stores nothing.
    let woken =
        unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), operation, value, limit) };
    Errno::result(woken).map(|woken: c_long| woken as usize)
}
