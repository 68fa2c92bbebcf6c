//! A segment is memory that the kernel keeps, and a [`Segment`] is its name.

use std::mem::MaybeUninit;
use std::num::NonZeroUsize;

use libc::c_int;

use super::call::Call;
use super::error::Error;
use super::key::{Key, Mode};
use super::name::name;
use super::stat::Stat;

/// The name of a shared memory segment: the id that `shmget(2)` returns.
///
/// It is a number, valid in every process of the IPC namespace, and 0 is one like any other. It
/// can be copied, printed and parsed. Dropping it does nothing: a segment stays until it is
/// removed, or its IPC namespace ends. An id whose segment is gone is harmless: each use
/// fails with `EINVAL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Segment(c_int);

name!(Segment);

impl Segment {
    /// Creates a segment of `size` bytes, filled with zeros, that nobody had before.
    ///
    /// It never opens an existing one: without `IPC_EXCL` nobody could tell whether the memory
    /// is new or what it is used for.
    ///
    /// # Errors
    /// `shmget(2)`: `EEXIST` if the key is taken, `EINVAL` above the limit `SHMMAX`, `ENOSPC`
    /// when `SHMMNI` or `SHMALL` is reached, `ENOMEM`, `ENOSYS` in a kernel without System V IPC.
    pub fn create(key: Key, size: NonZeroUsize, mode: Mode) -> Result<Segment, Error> {
        let flags = libc::IPC_CREAT | libc::IPC_EXCL | c_int::from(mode.bits());
        shmget(key, size.get(), flags)
    }

    /// Finds the segment with this key, whatever its size. It creates nothing.
    ///
    /// The id is given to anybody who asks; permissions count when you attach.
    ///
    /// # Errors
    /// `shmget(2)`: `ENOENT` if nobody has created the key, `ENOSYS`. For [`Key::PRIVATE`] it
    /// fails with `EINVAL`: no key leads to such a segment.
    pub fn open(key: Key) -> Result<Segment, Error> {
        shmget(key, 0, 0)
    }

    /// Finds the segment with this key, if it has at least `size` bytes.
    ///
    /// # Errors
    /// As [`Segment::open`]; `EINVAL` if it is smaller. The kernel compares with the size that
    /// was asked for at creation, not with the pages that are mapped.
    pub fn open_at_least(key: Key, size: NonZeroUsize) -> Result<Segment, Error> {
        match key {
            // With a size, IPC_PRIVATE would create a segment even without IPC_CREAT.
            Key::PRIVATE => Segment::open(key),
            _ => shmget(key, size.get(), 0),
        }
    }

    /// What the kernel knows about the segment, by `shmctl(2)` with `IPC_STAT`.
    ///
    /// # Errors
    /// `EACCES` without read permission, `EINVAL` or `EIDRM` if it is gone.
    pub fn stat(self) -> Result<Stat, Error> {
        let mut buffer = MaybeUninit::<libc::shmid_ds>::zeroed();
        shmctl(self, libc::IPC_STAT, buffer.as_mut_ptr())?;
        // SAFETY: all fields of shmid_ds are integers, for which the zeros from above are valid
        // too, so this holds even if the kernel left some of them alone.
        Ok(Stat::from(unsafe { buffer.assume_init() }))
    }

    /// Marks the segment for removal, by `shmctl(2)` with `IPC_RMID`.
    ///
    /// Its key is free at once. The memory goes with the last detach; until then those who
    /// have it keep it.
    ///
    /// # Errors
    /// `EPERM` unless you own or created it, `EINVAL` or `EIDRM` if it is gone.
    pub fn remove(self) -> Result<(), Error> {
        shmctl(self, libc::IPC_RMID, std::ptr::null_mut())
    }
}

fn shmget(key: Key, size: usize, flags: c_int) -> Result<Segment, Error> {
    // SAFETY: shmget takes three numbers and touches none of our memory.
    let id = unsafe { libc::shmget(key.number(), size, flags) };
    Call::Shmget { key, size, flags }
        .returned(id as isize)
        .map(|_| Segment(id))
}

/// # Safety
/// `buffer` is null, or good for a write of one `shmid_ds`.
fn shmctl(
    segment: Segment,
    command: c_int,
    buffer: *mut libc::shmid_ds,
) -> Result<(), Error> {
    let id = segment.id();
    // SAFETY: IPC_RMID ignores the buffer; IPC_STAT writes one shmid_ds into it.
    let status = unsafe { libc::shmctl(id, command, buffer) };
    Call::Shmctl { id, command }
        .returned(status as isize)
        .map(drop)
}
