//! An attachment is a place in this process where a segment's memory shows.

use std::ffi::c_void;
use std::fmt;
use std::marker::PhantomData;
use std::{mem, ptr};

use libc::c_int;

use super::segment::Segment;
use crate::sysv::call::Call;
use crate::sysv::error::Error;

/// A segment, attached to this process. Dropping it detaches; [`detach`](Attachment::detach)
/// does so, too, and reports.
///
/// `V` is the one view that this attachment gives: [`Bytes`](crate::Bytes),
/// [`ReadOnly`](crate::ReadOnly) bytes, a [`Layout`](crate::Layout) of atomics, or a
/// [`Monitor`](crate::Monitor) of one. There is no way to have two views of one attachment, because
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
pub struct Attachment<V: ?Sized> {
    address: *mut c_void,
    /// Bytes, as the kernel told after attaching. A segment never shrinks.
    size: usize,
    segment: Segment,
    /// Raw pointer: neither `Send` nor `Sync` unless said so below.
    view: PhantomData<*mut V>,
}

impl<V: ?Sized> Attachment<V> {
    /// `view` of it is up to the caller, who also checks that it fits.
    pub(super) fn new(
        segment: Segment,
        wish: usize,
        flags: c_int,
    ) -> Result<Attachment<V>, Error> {
        let address = shmat(segment, wish, flags)?;
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
    pub(super) fn start(&self) -> *mut u8 {
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
        // SAFETY: the attachment ends here, and what was borrowed from it has ended before.
        unsafe { shmdt(self.address) }?;
        // Only now: if shmdt failed, the drop on the way out tries once more.
        mem::forget(self);
        Ok(())
    }
}

impl<V: ?Sized> Drop for Attachment<V> {
    fn drop(&mut self) {
        // A drop cannot return a failure; whoever observes the calls sees it. And the end of the
        // process detaches anyway.
        // SAFETY: the attachment ends here, and what was borrowed from it has ended before.
        let _ = unsafe { shmdt(self.address) };
    }
}

// SAFETY: an attachment is an address that holds for the whole process, and shmdt may be called
// from any thread.
unsafe impl<V: ?Sized> Send for Attachment<V> {}

impl<V: ?Sized> fmt::Debug for Attachment<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not its contents: they belong to everybody and may change while they are printed.
        f.debug_struct("Attachment")
            .field("segment", &self.segment)
            .field("address", &self.address)
            .field("size", &self.size)
            .finish()
    }
}

/// The wish of whoever does not mind where.
pub(super) const KERNEL_CHOOSES: usize = 0;

fn shmat(segment: Segment, wish: usize, flags: c_int) -> Result<*mut c_void, Error> {
    let id = segment.id();
    let refused = Error::PageZero { address: wish };
    // Before the call: the kernel would do it for whoever may go below `vm.mmap_min_addr`.
    if flags & libc::SHM_RND != 0 && (1..page()).contains(&wish) {
        return Err(refused);
    }
    // SAFETY: never with SHM_REMAP, so the kernel takes no range that something in this process
    // uses; it refuses such a wish.
    let address = unsafe { libc::shmat(id, ptr::without_provenance(wish), flags) };
    let call = Call::Shmat {
        id,
        address: wish,
        flags,
    };
    call.returned(address as isize)?;
    if address.is_null() {
        // Where SHMLBA is several pages, a wish above the first of them is rounded to 0, too.
        // SAFETY: nobody else has this attachment.
        unsafe { shmdt(address) }?;
        return Err(refused);
    }
    Ok(address)
}

/// The size of a page in bytes.
fn page() -> usize {
    // SAFETY: sysconf takes a number and touches none of our memory.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    // It does not fail for this name, which POSIX demands; a page has at least this size.
    usize::try_from(size).unwrap_or(4096)
}

/// # Safety
/// The address comes from `shmat`, and no reference into its attachment is left.
unsafe fn shmdt(address: *mut c_void) -> Result<(), Error> {
    // SAFETY: the caller gives up the attachment.
    let status = unsafe { libc::shmdt(address) };
    let address = address.addr();
    Call::Shmdt { address }.returned(status as isize).map(drop)
}
