//! A layout over a whole segment: the typed view of an attachment.

use std::ops::Deref;
use std::ptr::slice_from_raw_parts;

use super::attachment::{Attachment, KERNEL_CHOOSES};
use super::segment::Segment;
use super::shared::Shared;
use crate::sysv::error::Error;

/// What may be laid over a segment: a [`Shared`] type; a slice, with as many items as the segment
/// has room for; or a [`Headed`] slice.
///
/// ```
/// # use shm_workbook::{Headed, Key, Mode, Segment, shared};
/// # use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
/// shared! {
///     struct Ends { first: AtomicU32, last: AtomicU32 }
/// }
///
/// # fn main() -> Result<(), shm_workbook::Error> {
/// # let size = const { std::num::NonZeroUsize::new(808).unwrap() };
/// let segment = Segment::create(Key::PRIVATE, size, Mode::OWNER)?.remove_on_drop(); // 808 bytes
/// let numbers = segment.attach_as::<[AtomicU64]>()?;
/// assert_eq!(numbers.len(), 101);
/// let queue = segment.attach_as::<Headed<Ends, AtomicU64>>()?;
/// queue.header.last.store(1, Ordering::Relaxed);
/// assert_eq!(queue.items.len(), 100);
/// # Ok(()) }
/// ```
///
/// # Safety
/// Whoever implements it vouches for what [`Shared`] asks, and that `over` makes of a start that
/// is aligned to `ALIGN`, and of at least `LEAST` bytes, a pointer into these bytes (a slice's end
/// may be rounded up to its alignment: what is mapped are whole pages).
pub unsafe trait Layout {
    /// The fewest bytes that it needs.
    const LEAST: usize;
    /// What its first byte has to be aligned to.
    const ALIGN: usize;

    /// Lays it over the bytes.
    fn over(start: *const u8, size: usize) -> *const Self;
}

// SAFETY: a T needs its own size and alignment, and has no end to choose.
unsafe impl<T: Shared> Layout for T {
    const LEAST: usize = size_of::<T>();
    const ALIGN: usize = align_of::<T>();

    fn over(start: *const u8, _: usize) -> *const T {
        start.cast()
    }
}

/// A header, and behind it as many items as the segment has room for.
#[derive(Debug)]
#[repr(C)]
pub struct Headed<H, U> {
    /// What is there once, at offset 0.
    pub header: H,
    /// All the rest.
    pub items: [U],
}

// SAFETY: repr(C) puts the items at the first offset behind the header that is aligned for them,
// and there are as many as fit between that and the end.
unsafe impl<H: Shared, U: Shared> Layout for Headed<H, U> {
    const LEAST: usize = size_of::<H>().next_multiple_of(align_of::<U>());
    const ALIGN: usize = max(align_of::<H>(), align_of::<U>());

    fn over(start: *const u8, size: usize) -> *const Headed<H, U> {
        slice_from_raw_parts(start, Self::count(size)) as *const Headed<H, U>
    }
}

// SAFETY: a slice is its items in a row, and there are as many as fit.
unsafe impl<U: Shared> Layout for [U] {
    const LEAST: usize = 0;
    const ALIGN: usize = align_of::<U>();

    fn over(start: *const u8, size: usize) -> *const [U] {
        slice_from_raw_parts(start.cast(), Self::count(size))
    }
}

/// A layout that ends with as many items as there is room for: a slice, or a [`Headed`] one.
///
/// Nobody else can say so of a type, since a [`Monitor`](crate::Monitor) believes what it says:
///
/// ```compile_fail,E0277
/// # use std::sync::atomic::{AtomicU8, AtomicU64};
/// # use shm_workbook::{Items, shared};
/// shared! {
///     struct Mine { first: AtomicU8 }
/// }
/// impl Items for Mine {
///     type Item = AtomicU64;
/// }
/// ```
pub trait Items: Layout + sealed::Sealed {
    /// What there are many of.
    type Item: Shared;

    /// How many fit into a segment of so many bytes.
    fn count(size: usize) -> usize {
        const { assert!(size_of::<Self::Item>() > 0, "any number of items would fit") };
        size.saturating_sub(Self::LEAST) / size_of::<Self::Item>()
    }
}

impl<H: Shared, U: Shared> Items for Headed<H, U> {
    type Item = U;
}

impl<U: Shared> Items for [U] {
    type Item = U;
}

mod sealed {
    pub trait Sealed {}
    impl<H, U> Sealed for super::Headed<H, U> {}
    impl<U> Sealed for [U] {}
}

const fn max(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

impl Segment {
    /// Attaches the segment as a `T`: a layout of atomics from offset 0 on.
    ///
    /// # Errors
    /// As [`Segment::attach`]; [`Error::TooSmall`] if the segment has fewer bytes than a `T`.
    pub fn attach_as<T: Layout + ?Sized>(self) -> Result<Attachment<T>, Error> {
        Attachment::<T>::new(self, KERNEL_CHOOSES, 0)?.fitting::<T>()
    }
}

impl<V: ?Sized> Attachment<V> {
    /// The same attachment, if a `T` fits.
    pub(super) fn fitting<T: Layout + ?Sized>(self) -> Result<Attachment<V>, Error> {
        // The smallest page of any Linux machine; shmat returns an address of a page.
        const { assert!(T::ALIGN <= 4096, "alignment above that of a page") };
        match (T::LEAST, self.size()) {
            (needed, actual) if actual < needed => {
                Err(Error::TooSmall { needed, actual })
            }
            _ => Ok(self),
        }
    }
}

impl<T: Layout + ?Sized> Deref for Attachment<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: `attach_as` has checked that a T fits; a page's address is aligned for it; every
        // bit pattern is a valid T and all of it is atomics, so others may store meanwhile.
        unsafe { &*T::over(self.start(), self.size()) }
    }
}

// SAFETY: all that a shared reference gives access to is a `&T`, and layouts are atomics.
unsafe impl<T: Layout + ?Sized> Sync for Attachment<T> {}
