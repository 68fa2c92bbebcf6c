//! What the writer and the reader agree on, and what each has to expect of the other.

use std::num::NonZeroUsize;

use shm_workbook::{Errno, Error, Key};

// ANCHOR: protocol
/// All that the two sides agree on, as in the document: the key, the size, and that the text
/// begins at offset 0 and ends with a NUL.
pub const KEY: Key = Key::new(1234);
pub const SIZE: NonZeroUsize = NonZeroUsize::new(1024).unwrap();
// ANCHOR_END: protocol

/// Was the other side faster, and the segment is removed: before we looked, or since?
pub fn vanished(error: &Error) -> bool {
    error.is_gone() || error.errno() == Some(Errno::ENOENT)
}
