//! Copying to and from memory that other processes write.
//!
//! Not by `copy_nonoverlapping`: it is an ordinary access, which the compiler may split, repeat
//! or leave out, because it believes that nobody else writes. Each access here is volatile:
//! it happens once, just as written. And not byte by byte either: the copies go by the widest
//! word that every machine of the architecture has, which is as fast as `memcpy` for large
//! messages.

#![expect(
    clippy::cast_ptr_alignment,
    reason = "`split` finds the aligned part first"
)]

/// The widest word that can be loaded by one instruction without asking the processor first.
#[cfg(target_arch = "x86_64")]
type Word = core::arch::x86_64::__m128i;
#[cfg(not(target_arch = "x86_64"))]
type Word = usize;

const WORD: usize = size_of::<Word>();

/// Fills `private` with the bytes at `shared`.
///
/// # Safety
/// `shared` is good for reads of `private.len()` bytes, which overlap no Rust object.
pub(crate) unsafe fn copy_out(shared: *const u8, private: &mut [u8]) {
    let (head, words) = split(shared, private.len());
    let (private_head, rest) = private.split_at_mut(head);
    let (private_words, private_tail) = rest.split_at_mut(words);
    // SAFETY: head, words and tail are parts of the range that the caller vouches for.
    unsafe { bytes_out(shared, private_head) };
    let mut from = shared.wrapping_add(head).cast::<Word>();
    for chunk in private_words.chunks_exact_mut(WORD) {
        // SAFETY: within the caller's range, and aligned: `split` put the start at a word.
        let word = unsafe { from.read_volatile() };
        // SAFETY: the chunk is private and as long as a word; it need not be aligned.
        unsafe { chunk.as_mut_ptr().cast::<Word>().write_unaligned(word) };
        from = from.wrapping_add(1);
    }
    // SAFETY: head, words and tail are parts of the range that the caller vouches for.
    unsafe { bytes_out(from.cast(), private_tail) };
}

/// Stores the bytes of `private` at `shared`.
///
/// # Safety
/// `shared` is good for writes of `private.len()` bytes, which overlap no Rust object.
pub(crate) unsafe fn copy_in(private: &[u8], shared: *mut u8) {
    let (head, words) = split(shared, private.len());
    let (private_head, rest) = private.split_at(head);
    let (private_words, private_tail) = rest.split_at(words);
    // SAFETY: head, words and tail are parts of the range that the caller vouches for.
    unsafe { bytes_in(private_head, shared) };
    let mut to = shared.wrapping_add(head).cast::<Word>();
    for chunk in private_words.chunks_exact(WORD) {
        // SAFETY: the chunk is private and as long as a word; it need not be aligned.
        let word = unsafe { chunk.as_ptr().cast::<Word>().read_unaligned() };
        // SAFETY: within the caller's range, and aligned: `split` put the start at a word.
        unsafe { to.write_volatile(word) };
        to = to.wrapping_add(1);
    }
    // SAFETY: head, words and tail are parts of the range that the caller vouches for.
    unsafe { bytes_in(private_tail, to.cast()) };
}

/// How many bytes come before the first aligned word, and how many bytes the words have.
fn split(shared: *const u8, length: usize) -> (usize, usize) {
    let head = shared.align_offset(align_of::<Word>()).min(length);
    (head, (length - head) / WORD * WORD)
}

/// # Safety
/// As [`copy_out`].
unsafe fn bytes_out(shared: *const u8, private: &mut [u8]) {
    for (offset, byte) in private.iter_mut().enumerate() {
        // SAFETY: `offset` stays below the length that the caller vouches for.
        *byte = unsafe { shared.wrapping_add(offset).read_volatile() };
    }
}

/// # Safety
/// As [`copy_in`].
unsafe fn bytes_in(private: &[u8], shared: *mut u8) {
    for (offset, &byte) in private.iter().enumerate() {
        // SAFETY: `offset` stays below the length that the caller vouches for.
        unsafe { shared.wrapping_add(offset).write_volatile(byte) };
    }
}
