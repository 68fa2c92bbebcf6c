//! An attachment as bytes: copied in and out, and one that publishes.

use std::sync::atomic::{AtomicU8, Ordering};

use libc::c_int;

use super::attachment::{Attachment, KERNEL_CHOOSES};
use super::bytes;
use super::segment::Segment;
use crate::sysv::error::Error;

/// The view of an attachment as bytes, to read and write.
#[derive(Debug)]
pub enum Bytes {}

/// The view of an attachment as bytes that can only be read, made with `SHM_RDONLY`.
///
/// It lends out no atomics, on purpose: even a `compare_exchange` that fails is a store to the
/// processor, and a store to these pages is answered by `SIGSEGV`.
///
/// A program that tries to store does not compile:
///
/// ```compile_fail,E0599
/// # use shm_workbook::{Segment, Error};
/// # fn f(segment: Segment) -> Result<(), Error> {
/// let attachment = segment.attach_read_only()?;
/// attachment.write(0, b"SIGSEGV, if this compiled")?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub enum ReadOnly {}

/// The views that bytes can be read from.
pub trait ByteView: sealed::Sealed {}
impl ByteView for Bytes {}
impl ByteView for ReadOnly {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Bytes {}
    impl Sealed for super::ReadOnly {}
}

impl Segment {
    /// Attaches the segment for reading and writing bytes.
    ///
    /// # Errors
    /// `shmop(2)`: `EACCES` without read and write permission, `EINVAL` or `EIDRM` if it is
    /// gone, `ENOMEM`; then whatever [`Segment::stat`] may say.
    pub fn attach(self) -> Result<Attachment<Bytes>, Error> {
        Attachment::new(self, KERNEL_CHOOSES, 0)
    }

    /// Attaches the segment for reading bytes. A store into it would be ended by `SIGSEGV`, so
    /// this attachment has no method that stores.
    ///
    /// # Errors
    /// As [`Segment::attach`], but read permission is enough.
    pub fn attach_read_only(self) -> Result<Attachment<ReadOnly>, Error> {
        Attachment::new(self, KERNEL_CHOOSES, libc::SHM_RDONLY)
    }

    /// Attaches the segment at a wished address, for reading and writing bytes.
    ///
    /// A program whose segment has to be at one address in all processes has pointers in it. Store
    /// offsets instead, and let the kernel choose: what is free here is taken elsewhere.
    ///
    /// # Errors
    /// As [`Segment::attach`]; `EINVAL` where the process already has something (it is never
    /// replaced: `SHM_REMAP` is not to be had here) and for an address that is not as
    /// [`Rounding`] says; `EPERM` below `vm.mmap_min_addr`, see `proc(5)`;
    /// [`Error::PageZero`] for an address that would be rounded down to 0. Address 0 itself is no
    /// wish: the kernel chooses.
    pub fn attach_at(
        self,
        address: usize,
        rounding: Rounding,
    ) -> Result<Attachment<Bytes>, Error> {
        Attachment::new(self, address, rounding as c_int)
    }
}

/// What to do about a wished address that is no multiple of `SHMLBA` (on most machines, a page).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Rounding {
    /// Refuse it with `EINVAL`.
    Exact = 0,
    /// Round it down, by `SHM_RND`.
    Down = libc::SHM_RND,
}

impl<V: ByteView> Attachment<V> {
    /// Copies bytes out of the segment, from `offset` on, until `private` is full.
    ///
    /// What you get may be torn: half of one message, half of the next. It is your own copy,
    /// though. Check it and use it; never fetch the same bytes twice to check and then use.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] if that reaches past the segment's end.
    #[inline] // a short copy takes no longer than a call
    pub fn read(&self, offset: usize, private: &mut [u8]) -> Result<(), Error> {
        let shared = self.range(offset, private.len())?;
        // SAFETY: `range` has checked that all these bytes are within the attachment.
        unsafe { bytes::copy_out(shared, private) };
        Ok(())
    }

    /// Loads one byte so that what its storer wrote before it is seen after it (acquire).
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] if there is no such byte.
    pub fn load_acquire(&self, offset: usize) -> Result<u8, Error> {
        let byte = self.range(offset, 1)?;
        // SAFETY: the byte is within the attachment, and every bit pattern is a u8.
        Ok(unsafe { bytes::load(byte) })
    }

    /// The address of `length` bytes at `offset`, if they are all within the segment.
    fn range(&self, offset: usize, length: usize) -> Result<*mut u8, Error> {
        match offset.checked_add(length) {
            Some(end) if end <= self.size() => Ok(self.start().wrapping_add(offset)),
            _ => Err(Error::OutOfBounds {
                offset,
                length,
                size: self.size(),
            }),
        }
    }
}

impl Attachment<Bytes> {
    /// Copies `private` into the segment, from `offset` on.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] if it does not fit; then not a byte has changed.
    #[inline]
    pub fn write(&self, offset: usize, private: &[u8]) -> Result<(), Error> {
        let shared = self.range(offset, private.len())?;
        // SAFETY: `range` has checked that all these bytes are within the attachment.
        unsafe { bytes::copy_in(private, shared) };
        Ok(())
    }

    /// Stores one byte so that whoever loads it with [`load_acquire`](Attachment::load_acquire)
    /// sees all that was written before it (release).
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] if there is no such byte.
    pub fn store_release(&self, offset: usize, value: u8) -> Result<(), Error> {
        let byte = self.range(offset, 1)?;
        // SAFETY: the byte is within the attachment, its pages are writable, and this process
        // has no other access to it at the same time, because an attachment of bytes is not `Sync`.
        unsafe { AtomicU8::from_ptr(byte) }.store(value, Ordering::Release);
        Ok(())
    }
}
