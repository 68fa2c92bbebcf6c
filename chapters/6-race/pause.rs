//! A pause of random length: the other things that a worker does.

use std::hash::{BuildHasher, RandomState};
use std::thread;
use std::time::Duration;

// ANCHOR: pause
/// Between load and store it lets others have their turn, even on one core. Without it the gap is
/// there, too, only so narrow that a short run may not meet it.
///
/// Between two increments it stands for other work. Without that, a worker would load again what it
/// has just stored and never see the other's number: each run would lose exactly half.
pub fn pause() {
    // The standard library's one source of random numbers: it is there for hash maps.
    let random = RandomState::new().hash_one(());
    thread::sleep(Duration::from_micros(random % LONGEST));
}
// ANCHOR_END: pause

/// In microseconds; the kernel adds some fifty of its own.
const LONGEST: u64 = 50;
