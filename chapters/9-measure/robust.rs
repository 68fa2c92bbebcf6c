//! The POSIX mutex for processes, of the robust kind: it survives its holder.

#![allow(unsafe_code)] // the only file of this chapter that needs it

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::num::NonZeroUsize;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};

use libc::{c_int, pthread_mutex_t, pthread_mutexattr_t};
use nix::unistd::geteuid;
use shm_workbook::{Attachment, Bytes, Errno, Error, Mode, Segment, Stat};

/// A `pthread_mutex_t` at the beginning of a segment, process-shared and robust.
///
/// The C library keeps a list of the robust mutexes that a thread holds, and the kernel walks it
/// when the thread ends, even by `SIGKILL` or by exec: whoever locks next is told, see
/// [`RobustGuard::recovered`], and `pthread_mutexattr_setrobust(3)`.
///
/// # Why it is not in the library
///
/// That list runs through the mutex itself: a `pthread_mutex_t` holds addresses, which the C library
/// follows. Whoever stores into it sends the next unlock anywhere. So it cannot be
/// [`Shared`](shm_workbook::Shared), and no type of the library could make it safe: the bytes of every
/// segment can be had by [`Segment::attach`]. Here it is sound for a reason that only this chapter can
/// give: the segment has no key, the mode 0600, and its id is told to this chapter's own children alone,
/// none of which attaches it in another way.
#[derive(Debug)]
pub struct RobustMutex {
    /// Not detached while the mutex is held: the C library's list would lead into nothing.
    attachment: ManuallyDrop<Attachment<Bytes>>,
    held: Cell<bool>,
}

/// Behind the mutex: has it been initialised?
const READY_AT: usize = size_of::<pthread_mutex_t>();
const READY: u32 = 0x0b5e_55ed;

impl RobustMutex {
    /// How large its segment has to be, in bytes.
    pub const SIZE: NonZeroUsize =
        NonZeroUsize::new(READY_AT + size_of::<AtomicU32>()).unwrap();

    /// Makes a mutex in a new segment of at least [`SIZE`](RobustMutex::SIZE) bytes and of the
    /// mode 0600.
    ///
    /// # Errors
    /// Those of attaching; `EACCES` for another mode or another user's segment; `EBUSY` if somebody else
    /// has attached it already, `EEXIST` if it has a mutex; `ENOTSUP` without process-shared mutexes.
    pub fn create_in(segment: Segment) -> Result<RobustMutex, RobustError> {
        let (mutex, stat) = RobustMutex::attach(segment)?;
        if stat.attached > 1 {
            return Err(Errno::EBUSY.into());
        }
        if mutex.ready().load(Ordering::Acquire) != 0 {
            return Err(Errno::EEXIST.into());
        }
        let kind = Attributes::new()?;
        // SAFETY: nobody else uses these bytes: this chapter attaches the segment only here; whoever
        // else creates finds it attached, and whoever opens finds that there is no mutex yet. And they
        // are aligned, at the start of a page.
        let code = unsafe { libc::pthread_mutex_init(mutex.raw(), &raw const kind.0) };
        succeeded(code)?;
        mutex.ready().store(READY, Ordering::Release);
        Ok(mutex)
    }

    /// Finds the mutex that another process has made in the segment.
    ///
    /// # Errors
    /// As [`RobustMutex::create_in`]; `EINVAL` if there is none.
    pub fn open(segment: Segment) -> Result<RobustMutex, RobustError> {
        let (mutex, _) = RobustMutex::attach(segment)?;
        match mutex.ready().load(Ordering::Acquire) {
            READY => Ok(mutex),
            _ => Err(Errno::EINVAL.into()),
        }
    }

    /// Waits until the mutex is free and takes it; dropping the guard unlocks.
    ///
    /// # Errors
    /// `EDEADLK` if this thread has it already, `ENOTRECOVERABLE`, `EAGAIN`: see `pthread_mutex_lock(3)`.
    pub fn lock(&self) -> Result<RobustGuard<'_>, Errno> {
        // SAFETY: the constructors have seen to it that there is a mutex; it stays attached, and only
        // the C library writes to it, for this chapter attaches the segment only here.
        let code = unsafe { libc::pthread_mutex_lock(self.raw()) };
        let recovered = code == libc::EOWNERDEAD;
        if recovered {
            // SAFETY: this thread holds the mutex since the line above, in its inconsistent state.
            let code = unsafe { libc::pthread_mutex_consistent(self.raw()) };
            succeeded(code)?;
        } else {
            succeeded(code)?;
        }
        self.held.set(true);
        Ok(RobustGuard {
            mutex: self,
            recovered,
            not_send: PhantomData,
        })
    }

    fn attach(segment: Segment) -> Result<(RobustMutex, Stat), RobustError> {
        let attachment = segment.attach()?;
        let stat = segment.stat()?;
        let me = geteuid().as_raw();
        if (stat.mode, stat.owner, stat.creator) != (Mode::OWNER, me, me) {
            return Err(Errno::EACCES.into());
        }
        if stat.size < RobustMutex::SIZE.get() {
            let needed = RobustMutex::SIZE.get();
            let actual = stat.size;
            return Err(Error::TooSmall { needed, actual }.into());
        }
        let mutex = RobustMutex {
            attachment: ManuallyDrop::new(attachment),
            held: Cell::new(false),
        };
        Ok((mutex, stat))
    }

    fn raw(&self) -> *mut pthread_mutex_t {
        ptr::with_exposed_provenance_mut(self.attachment.address())
    }

    fn ready(&self) -> &AtomicU32 {
        let word = self.raw().cast::<u8>().wrapping_add(READY_AT);
        // SAFETY: `attach` has checked that the segment reaches that far; a mutex's size is a
        // multiple of its alignment, so the word is aligned; all access to it is atomic.
        unsafe { AtomicU32::from_ptr(word.cast()) }
    }
}

impl Drop for RobustMutex {
    fn drop(&mut self) {
        // Held still, if somebody has forgotten the guard: then the attachment is left alone.
        if !self.held.get() {
            // SAFETY: this is the only place that drops it, and a drop runs once.
            unsafe { ManuallyDrop::drop(&mut self.attachment) };
        }
    }
}

/// The right to be in the critical section.
#[derive(Debug)]
#[must_use = "a guard that is dropped at once protects nothing"]
pub struct RobustGuard<'a> {
    mutex: &'a RobustMutex,
    recovered: bool,
    /// Only the thread that has locked may unlock.
    not_send: PhantomData<*mut ()>,
}

impl RobustGuard<'_> {
    /// Has the last holder died in the critical section? Then what it changed may be half-done.
    pub fn recovered(&self) -> bool {
        self.recovered
    }
}

impl Drop for RobustGuard<'_> {
    fn drop(&mut self) {
        // SAFETY: the guard has not left the thread that has locked the mutex.
        let code = unsafe { libc::pthread_mutex_unlock(self.mutex.raw()) };
        // It fails only for a mutex that this thread does not hold.
        self.mutex.held.set(code != 0);
    }
}

/// What kind of mutex: for processes, robust, and one that sees when its holder locks it again.
struct Attributes(pthread_mutexattr_t);

impl Attributes {
    fn new() -> Result<Attributes, Errno> {
        let mut raw = MaybeUninit::uninit();
        // SAFETY: the pointer is good for a write of one pthread_mutexattr_t.
        succeeded(unsafe { libc::pthread_mutexattr_init(raw.as_mut_ptr()) })?;
        // SAFETY: it has been initialised by the call above.
        let mut new = Attributes(unsafe { raw.assume_init() });
        let attributes = &raw mut new.0;
        let shared = libc::PTHREAD_PROCESS_SHARED;
        // SAFETY: initialised above, and ours alone.
        succeeded(unsafe { libc::pthread_mutexattr_setpshared(attributes, shared) })?;
        let robust = libc::PTHREAD_MUTEX_ROBUST;
        // SAFETY: initialised above, and ours alone.
        succeeded(unsafe { libc::pthread_mutexattr_setrobust(attributes, robust) })?;
        let checked = libc::PTHREAD_MUTEX_ERRORCHECK;
        // SAFETY: initialised above, and ours alone.
        succeeded(unsafe { libc::pthread_mutexattr_settype(attributes, checked) })?;
        Ok(new)
    }
}

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: initialised in `new`. A mutex that was made by it stays as it is.
        unsafe { libc::pthread_mutexattr_destroy(&raw mut self.0) };
    }
}

/// The calls of pthread return the errno instead of setting it.
fn succeeded(code: c_int) -> Result<(), Errno> {
    match code {
        0 => Ok(()),
        code => Err(Errno::from_raw(code)),
    }
}

/// Why there is no robust mutex in the segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RobustError {
    /// A call about the segment failed.
    Segment(Error),
    /// A call about the mutex failed, or the segment may not be trusted.
    Mutex(Errno),
}

impl From<Error> for RobustError {
    fn from(error: Error) -> RobustError {
        RobustError::Segment(error)
    }
}

impl From<Errno> for RobustError {
    fn from(errno: Errno) -> RobustError {
        RobustError::Mutex(errno)
    }
}

impl fmt::Display for RobustError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RobustError::Segment(error) => error.fmt(f),
            RobustError::Mutex(errno) => {
                write!(f, "robust mutex: {errno:?}: {}", errno.desc())
            }
        }
    }
}

impl std::error::Error for RobustError {}
