//! The typed view of a segment that may only be read.

use super::attachment::{Attachment, KERNEL_CHOOSES};
use super::bytes;
use super::layout::{Headed, Items, Layout};
use super::segment::Segment;
use super::shared::Shared;
use crate::sysv::error::Error;

/// The view of an attachment as a `T` that can only be read, made with `SHM_RDONLY`.
///
/// It lends out no atomics, on purpose: even a `compare_exchange` that fails is a store to the
/// processor, and a store to these pages is answered by `SIGSEGV`. (And std wants memory behind an
/// atomic to be writable.) Instead it gives a copy: a `T` of your own, of which each field was
/// loaded once and whole, with acquire; the fields not all at one moment. Copy once, check the
/// copy, use the copy. What is too large to be copied for one look belongs behind a [`Headed`].
///
/// ```
/// # use shm_workbook::{Key, Mode, Segment};
/// # use std::sync::atomic::{AtomicU64, Ordering};
/// # fn main() -> Result<(), shm_workbook::Error> {
/// # let size = std::num::NonZeroUsize::MIN.saturating_add(7);
/// # let segment = Segment::create(Key::PRIVATE, size, Mode::OWNER)?.remove_on_drop();
/// # let counter = segment.attach_as::<AtomicU64>()?;
/// let monitor = segment.attach_as_read_only::<AtomicU64>()?;
/// counter.store(3, Ordering::Release);
/// assert_eq!(monitor.load().into_inner(), 3);
/// # Ok(()) }
/// ```
///
/// ```compile_fail,E0599
/// # use shm_workbook::{Segment, Error};
/// # use std::sync::atomic::{AtomicU64, Ordering};
/// # fn f(segment: Segment) -> Result<(), Error> {
/// let monitor = segment.attach_as_read_only::<AtomicU64>()?;
/// monitor.fetch_add(1, Ordering::Relaxed); // SIGSEGV, if this compiled
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Monitor<T: ?Sized>(T);

impl Segment {
    /// Attaches the segment as a `T` that can only be read.
    ///
    /// # Errors
    /// As [`Segment::attach_as`], but read permission is enough.
    pub fn attach_as_read_only<T: Layout + ?Sized>(
        self,
    ) -> Result<Attachment<Monitor<T>>, Error> {
        Attachment::<Monitor<T>>::new(self, KERNEL_CHOOSES, libc::SHM_RDONLY)?
            .fitting::<T>()
    }
}

impl<T: Shared> Attachment<Monitor<T>> {
    /// A copy of all of it.
    pub fn load(&self) -> T {
        // SAFETY: a T fits at the start, which is aligned as a page, and all of it is atomics.
        unsafe { bytes::load(self.start().cast()) }
    }
}

impl<H: Shared, U: Shared> Attachment<Monitor<Headed<H, U>>> {
    /// A copy of the header.
    pub fn header(&self) -> H {
        // SAFETY: an H fits at the start, which is aligned as a page, and all of it is atomics.
        unsafe { bytes::load(self.start().cast()) }
    }
}

impl<T: Items + ?Sized> Attachment<Monitor<T>> {
    /// How many items there are.
    #[expect(clippy::len_without_is_empty, reason = "a segment has a byte at least")]
    pub fn len(&self) -> usize {
        T::count(self.size())
    }

    /// A copy of one item; `None` behind the last.
    pub fn get(&self, index: usize) -> Option<T::Item> {
        let items = self.start().wrapping_add(T::LEAST).cast::<T::Item>();
        // SAFETY: the items begin there, aligned; the index is below their number; and each of them
        // is atomics.
        (index < self.len()).then(|| unsafe { bytes::load(items.wrapping_add(index)) })
    }
}
