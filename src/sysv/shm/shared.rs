//! What may live in a segment.

use std::sync::atomic::{
    AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicU8, AtomicU16, AtomicU32, AtomicU64,
};

/// Types that may live in memory that other processes read and write at any moment.
///
/// These are the integer atomics of a fixed size, arrays of them, and structs that are declared
/// with [`shared!`](crate::shared!). Other processes store whatever they like, so every bit pattern
/// has to be a valid value. That is why `AtomicBool` is not among them (2 is no `bool`), nor any
/// enum or reference:
///
/// ```compile_fail,E0277
/// # use std::sync::atomic::AtomicBool;
/// # fn f(segment: shm_workbook::Segment) {
/// let _ = segment.attach_as::<AtomicBool>();
/// # }
/// ```
///
/// The same word of refusal meets it, or a plain `u64` that may not change while you look at it,
/// as a field, `struct Counter { value: u64 }`:
///
/// ```compile_fail,E0277
/// # use std::sync::atomic::AtomicBool;
/// shm_workbook::shared! { struct Flag { set: AtomicBool } }
/// ```
///
/// ```compile_fail,E0277
/// shm_workbook::shared! { struct Counter { value: u64 } }
/// ```
///
/// `AtomicUsize` and `AtomicIsize` are refused, too: to programs of 32 and of 64 bits they would
/// be different layouts of the same memory.
///
/// ```compile_fail,E0277
/// # use std::sync::atomic::AtomicUsize;
/// shm_workbook::shared! { struct Length { bytes: AtomicUsize } }
/// ```
///
/// ```compile_fail,E0277
/// # use std::sync::atomic::AtomicIsize;
/// shm_workbook::shared! { struct Offset { bytes: AtomicIsize } }
/// ```
///
/// An `f64` is kept as its bits, in an `AtomicU64`: `store(value.to_bits(), …)` and
/// `f64::from_bits(load(…))`. Every bit pattern is an `f64`.
///
/// # Safety
/// Whoever implements it vouches that every bit pattern is valid, that all bytes belong to
/// atomics (or are padding that nobody looks at), that the layout is the same in every program that is built from this
/// source (`repr(C)`), that it holds no address, and that it has no `Drop` of its own.
pub unsafe trait Shared {}

macro_rules! integer_atomics {
    ($($atomic:ty)*) => { $(
        // SAFETY: an integer atomic has the layout of its integer, for which every bit pattern is valid.
        unsafe impl Shared for $atomic {}
    )* };
}

integer_atomics! {
    AtomicU8 AtomicU16 AtomicU32 AtomicU64
    AtomicI8 AtomicI16 AtomicI32 AtomicI64
}

// SAFETY: an array is its elements in a row, without anything between them.
unsafe impl<T: Shared, const N: usize> Shared for [T; N] {}

/// Declares a struct that may live in a segment, laid out as in C.
///
/// ```
/// use std::sync::atomic::AtomicU32;
///
/// shm_workbook::shared! {
///     /// A mailbox: how long the text is, and whether there is one.
///     pub struct Mailbox {
///         length: AtomicU32,
///         full: AtomicU32,
///     }
/// }
/// assert_eq!(size_of::<Mailbox>(), 8);
/// ```
#[macro_export]
macro_rules! shared {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $( $(#[$field_attribute:meta])* $field_visibility:vis $field:ident: $type:ty ),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug)]
        #[repr(C)]
        $visibility struct $name {
            $( $(#[$field_attribute])* $field_visibility $field: $type ),*
        }

        // SAFETY: repr(C) fixes the layout, and each field is `Shared` itself, or this does not compile.
        unsafe impl $crate::Shared for $name where $( $type: $crate::Shared ),* {}
    };
}
