//! The counter that is too small at the end, and the increment that is to blame.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};

use shm_workbook::shared;

use crate::pause::pause;

// ANCHOR: counter
shared! {
    /// What the workers share.
    pub struct Counter {
        pub value: AtomicU64,
    }
}
// ANCHOR_END: counter

pub const SIZE: NonZeroUsize = NonZeroUsize::new(size_of::<Counter>()).unwrap();

// ANCHOR: increment
pub fn increment(counter: &AtomicU64) {
    let value = counter.load(Ordering::Relaxed);
    pause();
    let value = value.wrapping_add(1);
    counter.store(value, Ordering::Relaxed);
}
// ANCHOR_END: increment
