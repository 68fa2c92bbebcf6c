//! Copying to and from memory that other processes write.
//!
//! Not by `copy_nonoverlapping`: to the compiler it is an ordinary access, which it may split,
//! repeat or leave out, because it believes that nobody else writes. Two ways are sound:
//!
//! - **Machine code that the compiler cannot see into.** To it, a call of an unknown function may
//!   load and store anything, just then; and what happens inside is the processor's affair, to
//!   which a race is no more than a torn copy. The C library's `memcpy` is such code, and the
//!   fastest on each architecture, but the compiler knows it by name. So its address goes through
//!   a volatile load, which may yield any function. Whole copies go this way. It may load a byte
//!   twice; only the last one stays, and nobody decides by the first.
//! - **Volatile loads**: each happens once, just as written. So each field of a layout is loaded,
//!   where it must not be torn, and the memory may be read-only. An atomic load would not do: std
//!   asks for writable memory behind an atomic.
//!
//! The roads not taken: volatile words for all copies (a third of `memcpy`'s throughput at 256
//! bytes), and inline assembly (as opaque as a foreign function, but one for each architecture).

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::sync::atomic::{Ordering, fence};

type Memcpy = unsafe extern "C" fn(*mut c_void, *const c_void, usize) -> *mut c_void;

static MEMCPY: Memcpy = libc::memcpy;

/// `memcpy`, but for all that the compiler knows it could be any function.
#[inline]
fn opaque_memcpy() -> Memcpy {
    // SAFETY: the static holds a function, and nobody changes it.
    unsafe { (&raw const MEMCPY).read_volatile() }
}

/// Fills `private` with the bytes at `shared`.
///
/// # Safety
/// `shared` is good for reads of `private.len()` bytes, which overlap no Rust object.
#[inline]
pub(super) unsafe fn copy_out(shared: *const u8, private: &mut [u8]) {
    let (to, length) = (private.as_mut_ptr().cast(), private.len());
    // SAFETY: both sides have so many bytes, and they do not overlap, says the caller.
    unsafe { opaque_memcpy()(to, shared.cast(), length) };
}

/// Stores the bytes of `private` at `shared`.
///
/// # Safety
/// `shared` is good for writes of `private.len()` bytes, which overlap no Rust object.
#[inline]
pub(super) unsafe fn copy_in(private: &[u8], shared: *mut u8) {
    let (from, length) = (private.as_ptr().cast(), private.len());
    // SAFETY: both sides have so many bytes, and they do not overlap, says the caller.
    unsafe { opaque_memcpy()(shared.cast(), from, length) };
}

/// Loads each field once and whole, and so that what its storer wrote before it is seen after it
/// (acquire). The fields are not loaded at one moment.
///
/// # Safety
/// `from` is aligned and good for reads of a `T`, of which every bit pattern is valid, and
/// which is made of integers that are aligned to their own size.
pub(super) unsafe fn load<T>(from: *const T) -> T {
    // Two loads would make a field of 64 bits, and what needs no store for it is not to be had.
    const {
        assert!(
            size_of::<usize>() >= 8 || align_of::<T>() <= 4,
            "no such load here"
        );
    };
    let mut copy = MaybeUninit::<T>::uninit();
    // No field has more bytes than the alignment of the whole, so none is in two words.
    let load_words = match align_of::<T>() {
        1 => load_words::<u8>,
        2 => load_words::<u16>,
        4 => load_words::<u32>,
        _ => load_words::<u64>,
    };
    // SAFETY: the caller's range on one side, as many bytes of our own on the other; both aligned.
    unsafe { load_words(from.cast(), copy.as_mut_ptr().cast(), size_of::<T>()) };
    fence(Ordering::Acquire);
    // SAFETY: all of its words are there, and every bit pattern is valid.
    unsafe { copy.assume_init() }
}

/// # Safety
/// `from` and `to` are aligned for a word and good for so many bytes, a multiple of its size.
unsafe fn load_words<W>(from: *const c_void, to: *mut c_void, bytes: usize) {
    let (from, to) = (from.cast::<W>(), to.cast::<W>());
    for index in 0..bytes / size_of::<W>() {
        // SAFETY: within these bytes.
        let word = unsafe { from.wrapping_add(index).read_volatile() };
        // SAFETY: within these bytes.
        unsafe { to.wrapping_add(index).write(word) };
    }
}
