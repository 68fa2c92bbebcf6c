//! An attachment is a place in this process where a segment's memory shows.

use std::ffi::c_void;
use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::ops::Deref;
use std::sync::atomic::{AtomicU8, Ordering, fence};

use libc::c_int;

use super::bytes;
use super::call::Call;
use super::error::Error;
use super::segment::Segment;
use super::shared::Shared;

/// A segment, attached to this process. Dropping it detaches; [`detach`](Attachment::detach)
/// does so, too, and reports.
///
/// `V` is the one view that this attachment gives: [`Bytes`], [`ReadOnly`] bytes, or a layout
/// of atomics (see [`Shared`]). There is no way to have two views of one attachment, because
/// racing atomics of different sizes have no defined meaning in Rust.
///
/// No method lends out a reference to plain data. The compiler may assume that what lies behind
/// a `&u64` does not change, and it does: a loop that waits for such a value to change
/// is compiled into one load and an endless jump.
///
/// Nothing that is borrowed from an attachment outlives it:
///
/// ```compile_fail,E0505
/// # use shm_workbook::{Segment, Error};
/// # use std::sync::atomic::{AtomicU64, Ordering};
/// # fn f(segment: Segment) -> Result<(), Error> {
/// let attachment = segment.attach_as::<AtomicU64>()?;
/// let counter: &AtomicU64 = &attachment;
/// attachment.detach()?;
/// counter.load(Ordering::Relaxed); // borrowed from memory that is no longer there
/// # Ok(()) }
/// ```
///
/// And an attachment that is detached is gone:
///
/// ```compile_fail,E0382
/// # use shm_workbook::{Segment, Error};
/// # fn f(segment: Segment) -> Result<(), Error> {
/// let attachment = segment.attach()?;
/// attachment.detach()?;
/// attachment.write(0, b"too late")?;
/// # Ok(()) }
/// ```
///
/// A read-only attachment cannot store:
///
/// ```compile_fail,E0599
/// # use shm_workbook::{Segment, Error};
/// # fn f(segment: Segment) -> Result<(), Error> {
/// let attachment = segment.attach_read_only()?;
/// attachment.write(0, b"SIGSEGV, if this compiled")?;
/// # Ok(()) }
/// ```
pub struct Attachment<V> {
    address: *mut c_void,
    /// Bytes, as the kernel told after attaching. A segment never shrinks.
    size: usize,
    segment: Segment,
    /// Raw pointer: neither `Send` nor `Sync` unless said so below.
    view: PhantomData<*mut V>,
}

/// The view of an attachment as bytes, to read and write.
#[derive(Debug)]
pub enum Bytes {}

/// The view of an attachment as bytes that can only be read, made with `SHM_RDONLY`.
///
/// It lends out no atomics, on purpose: even a `compare_exchange` that fails is a store to the
/// processor, and a store to these pages is answered by `SIGSEGV`.
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
        Attachment::new(self, 0)
    }

    /// Attaches the segment for reading bytes. A store into it would be ended by `SIGSEGV`, so
    /// this attachment has no method that stores.
    ///
    /// # Errors
    /// As [`Segment::attach`], but read permission is enough.
    pub fn attach_read_only(self) -> Result<Attachment<ReadOnly>, Error> {
        Attachment::new(self, libc::SHM_RDONLY)
    }

    /// Attaches the segment as a `T` at offset 0.
    ///
    /// # Errors
    /// As [`Segment::attach`]; [`Error::TooSmall`] if the segment has fewer bytes than a `T`.
    pub fn attach_as<T: Shared>(self) -> Result<Attachment<T>, Error> {
        // The smallest page of any Linux machine; shmat returns an address of a page.
        const { assert!(align_of::<T>() <= 4096, "alignment above that of a page") };
        let attachment = Attachment::<T>::new(self, 0)?;
        match attachment.size() {
            actual if actual < size_of::<T>() => Err(Error::TooSmall {
                needed: size_of::<T>(),
                actual,
            }),
            _ => Ok(attachment),
        }
    }
}

impl<V> Attachment<V> {
    fn new(segment: Segment, flags: c_int) -> Result<Attachment<V>, Error> {
        let address = shmat(segment, flags)?;
        // From here on an early return detaches. The size is asked for after attaching: while
        // it is attached, the id cannot come to mean another segment.
        let mut attachment = Attachment {
            address,
            size: 0,
            segment,
            view: PhantomData,
        };
        attachment.size = segment.stat()?.size;
        Ok(attachment)
    }

    /// Where the segment shows in this process; each attachment has its own address.
    pub fn address(&self) -> usize {
        self.address.addr()
    }

    /// The first byte.
    fn start(&self) -> *mut u8 {
        self.address.cast()
    }

    /// The segment's size in bytes, as asked for at creation.
    pub fn size(&self) -> usize {
        self.size
    }

    /// What is attached here.
    pub fn segment(&self) -> Segment {
        self.segment
    }

    /// Detaches, see `shmop(2)`. The memory and the segment stay.
    ///
    /// # Errors
    /// `EINVAL` if nothing is attached at the address, say because something else unmapped it.
    pub fn detach(self) -> Result<(), Error> {
        shmdt(self.address)?;
        // Only now: if shmdt failed, the drop on the way out tries once more.
        mem::forget(self);
        Ok(())
    }
}

impl<V> Drop for Attachment<V> {
    fn drop(&mut self) {
        // A drop cannot return a failure; whoever observes the calls sees it. And the end of the
        // process detaches anyway.
        let _ = shmdt(self.address);
    }
}

impl<V: ByteView> Attachment<V> {
    /// Copies bytes out of the segment, from `offset` on, until `private` is full.
    ///
    /// What you get may be torn: half of one message, half of the next. It is your own copy,
    /// though. Check it and use it; never fetch the same bytes twice to check and then use.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] if that reaches past the segment's end.
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
        // SAFETY: the byte is within the attachment, and this process has no other access to
        // it at the same time, because an attachment of bytes is not `Sync`.
        let value = unsafe { AtomicU8::from_ptr(byte) }.load(Ordering::Relaxed);
        // A relaxed load and a fence, because std allows only that on read-only pages.
        fence(Ordering::Acquire);
        Ok(value)
    }

    /// The address of `length` bytes at `offset`, if they are all within the segment.
    fn range(&self, offset: usize, length: usize) -> Result<*mut u8, Error> {
        match offset.checked_add(length) {
            Some(end) if end <= self.size => Ok(self.start().wrapping_add(offset)),
            _ => Err(Error::OutOfBounds {
                offset,
                length,
                size: self.size,
            }),
        }
    }
}

impl Attachment<Bytes> {
    /// Copies `private` into the segment, from `offset` on.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] if it does not fit; then not a byte has changed.
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

impl<T: Shared> Deref for Attachment<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: `attach_as` has checked that a T fits; a page's address is aligned for it; every
        // bit pattern is a valid T and all of it is atomics, so others may store meanwhile.
        unsafe { &*self.address.cast::<T>() }
    }
}

// SAFETY: an attachment is an address that holds for the whole process, and shmdt may be called
// from any thread.
unsafe impl<V> Send for Attachment<V> {}

// SAFETY: all that a shared reference gives access to is a `&T`, and `Shared` types are atomics.
unsafe impl<T: Shared> Sync for Attachment<T> {}

impl<V> fmt::Debug for Attachment<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not its contents: they belong to everybody and may change while they are printed.
        f.debug_struct("Attachment")
            .field("segment", &self.segment)
            .field("address", &self.address)
            .field("size", &self.size)
            .finish()
    }
}

fn shmat(segment: Segment, flags: c_int) -> Result<*mut c_void, Error> {
    let id = segment.id();
    // SAFETY: with a null address and without SHM_REMAP the kernel picks a range that nothing
    // else in this process uses.
    let address = unsafe { libc::shmat(id, std::ptr::null(), flags) };
    Call::Shmat {
        id,
        address: 0,
        flags,
    }
    .returned(address as isize)
    .map(|_| address)
}

fn shmdt(address: *mut c_void) -> Result<(), Error> {
    // SAFETY: the address comes from shmat and its attachment is being given up, so that no
    // reference into it is left.
    let status = unsafe { libc::shmdt(address) };
    Call::Shmdt {
        address: address.addr(),
    }
    .returned(status as isize)
    .map(drop)
}
