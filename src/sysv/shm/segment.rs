//! A segment is memory that the kernel keeps, and a [`Segment`] is its name.

use std::mem::zeroed;
use std::num::NonZeroUsize;

use libc::c_int;

use super::stat::Stat;
use crate::sysv::call::Call;
use crate::sysv::error::Error;
use crate::sysv::key::{Key, Mode};
use crate::sysv::name::name;

/// The name of a shared memory segment: the id that `shmget(2)` returns.
///
/// It is a number, valid in every process of the IPC namespace, and 0 is one like any other. It
/// can be copied, printed and parsed. Dropping it does nothing: a segment stays until it is
/// removed, or its IPC namespace ends. After that each use of the id fails with `EINVAL`, until the
/// kernel gives the number to another segment; see [`remove`](Segment::remove).
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
        // SAFETY: all fields of shmid_ds are integers, for which 0 is valid.
        let mut buffer: libc::shmid_ds = unsafe { zeroed() };
        // SAFETY: IPC_STAT writes one shmid_ds, for which there is room.
        unsafe { shmctl(self, libc::IPC_STAT, &raw mut buffer) }?;
        Ok(Stat::from(buffer))
    }

    /// Sets owner, group and mode, by `shmctl(2)` with `IPC_SET`: all three, as the kernel takes
    /// them. What is to stay is in [`Segment::stat`]. The creator stays, and may do this again.
    ///
    /// # Errors
    /// `EPERM` unless you own or created it, `EINVAL` for an id that no user has, or if it is gone.
    pub fn set(self, owner: u32, group: u32, mode: Mode) -> Result<(), Error> {
        let id = self.0;
        // SAFETY: all fields of shmid_ds are integers, for which 0 is valid.
        let mut buffer: libc::shmid_ds = unsafe { zeroed() };
        buffer.shm_perm.uid = owner;
        buffer.shm_perm.gid = group;
        // Its type differs between architectures.
        buffer.shm_perm.mode = mode.bits() as _;
        // SAFETY: IPC_SET reads one shmid_ds.
        let status = unsafe { libc::shmctl(id, libc::IPC_SET, &raw mut buffer) };
        let call = Call::ShmctlSet {
            id,
            owner,
            group,
            mode,
        };
        call.returned(status as isize).map(drop)
    }

    /// Marks the segment for removal, by `shmctl(2)` with `IPC_RMID`.
    ///
    /// Its key is free at once. The memory goes with the last detach; until then those who
    /// have it keep it.
    ///
    /// A name that is kept longer than its segment can come to mean somebody else's, which this
    /// would then remove: after 4,194,240 creations the kernel gives the same number again. So let
    /// one process remove, once, and forget the name then.
    ///
    /// # Errors
    /// `EPERM` unless you own or created it, `EINVAL` or `EIDRM` if it is gone.
    pub fn remove(self) -> Result<(), Error> {
        // SAFETY: IPC_RMID ignores the buffer.
        unsafe { shmctl(self, libc::IPC_RMID, std::ptr::null_mut()) }
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
/// `buffer` is good for what the command does with it.
unsafe fn shmctl(
    segment: Segment,
    command: c_int,
    buffer: *mut libc::shmid_ds,
) -> Result<(), Error> {
    let id = segment.id();
    // SAFETY: the caller vouches for the buffer.
    let status = unsafe { libc::shmctl(id, command, buffer) };
    Call::Shmctl { id, command }
        .returned(status as isize)
        .map(drop)
}
