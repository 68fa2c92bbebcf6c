//! The messages that are torn in chapter 6, and whole in chapter 7.

use std::num::NonZeroUsize;
use std::time::Duration;

/// Two messages of one length. Longer ones repeat them.
pub const OLD: &[u8; 25] = b"Hello from shared memory!";
pub const NEW: &[u8; 25] = b"Greetings from process B.";

/// The lengths that are copied, in bytes.
pub const LENGTHS: [usize; 2] = [OLD.len(), SIZE.get()];

/// Room for the longest.
pub const SIZE: NonZeroUsize = NonZeroUsize::new(1000).unwrap();

/// How long the scribe and the copier work.
pub const TIME: Duration = Duration::from_millis(50);

/// Both, repeated or cut to this length.
pub fn messages(length: usize) -> [Vec<u8>; 2] {
    [OLD, NEW].map(|text| text.iter().copied().cycle().take(length).collect())
}
