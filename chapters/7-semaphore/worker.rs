//! Counting in another process: chapter 6's worker, with a permit around its load and store; and a
//! worker that may not come to its end.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};

use shm_workbook::lesson::{self, Lesson};
use shm_workbook::{Segment, Semaphore, shared};

use crate::pause::pause;

shared! {
    /// What the workers share.
    pub struct Table {
        pub value: AtomicU64,
        /// Ten tokens lie on the left and on the right, together.
        pub left: AtomicU64,
        pub right: AtomicU64,
    }
}

pub const SIZE: NonZeroUsize = NonZeroUsize::new(size_of::<Table>()).unwrap();
pub const TOKENS: u64 = 10;

/// Increments under the semaphore, as soon as it is told to go.
pub fn worker(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let semaphore: Semaphore = lesson.args.take("SEMAPHORE")?;
    let increments: u64 = lesson.args.take("INCREMENTS")?;
    let counter = segment.attach_as::<Table>()?;
    lesson.answer("ready")?;
    lesson.hear()?;
    for _ in 0..increments {
        increment(&counter.value, semaphore)?;
        pause();
        // The first round is shown; the others make the same calls.
        lesson.trace(false);
    }
    lesson.trace(true);
    Ok(counter.detach()?)
}

// ANCHOR: increment
/// During the pause others would get their turn, as in chapter 6, if they could enter.
fn increment(counter: &AtomicU64, semaphore: Semaphore) -> lesson::Result {
    let permit = semaphore.acquire()?;
    let value = counter.load(Ordering::Relaxed);
    pause();
    let value = value.wrapping_add(1);
    counter.store(value, Ordering::Relaxed);
    Ok(permit.release()?)
}
// ANCHOR_END: increment

// ANCHOR: mover
/// Moves a token from the left to the right, and may wait half-way to be killed.
pub fn mover(lesson: &mut Lesson, stops_half_way: bool) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let semaphore: Semaphore = lesson.args.take("SEMAPHORE")?;
    let table = segment.attach_as::<Table>()?;
    lesson.answer("attached")?;
    let permit = semaphore.acquire()?;
    table.left.fetch_sub(1, Ordering::Relaxed);
    if stops_half_way {
        lesson.answer("half-way")?;
        lesson.hear()?;
    }
    table.right.fetch_add(1, Ordering::Relaxed);
    permit.release()?;
    Ok(table.detach()?)
}
// ANCHOR_END: mover
