//! Counting in another process: chapter 6's worker, with a permit around its load and store; and a
//! worker that may not come to its end.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use shm_workbook::lesson::{self, Lesson, parse};
use shm_workbook::{Semaphore, shared};

shared! {
    /// What the workers share.
    pub struct Table {
        pub value: AtomicU64,
        /// Ten tokens lie on the left and on the right, together.
        pub left: AtomicU64,
        pub right: AtomicU64,
    }
}

/// Increments under the semaphore, as soon as it is told to go.
pub fn worker(lesson: &mut Lesson) -> lesson::Result {
    let counter = lesson.segment()?.attach_as::<Table>()?;
    let semaphore: Semaphore = parse(&lesson.args.positional().unwrap_or_default())?;
    let increments: u64 = parse(&lesson.args.positional().unwrap_or_default())?;
    lesson.answer("ready")?;
    lesson.hear()?;
    for _ in 0..increments {
        increment(&counter.value, semaphore)?;
        // The first round is shown; the others make the same calls.
        lesson.trace(false);
    }
    lesson.trace(true);
    counter.detach()?;
    Ok(())
}

// ANCHOR: increment
fn increment(counter: &AtomicU64, semaphore: Semaphore) -> lesson::Result {
    let permit = semaphore.acquire()?;
    let value = counter.load(Ordering::Relaxed);
    widen_the_window();
    let value = value.wrapping_add(1);
    counter.store(value, Ordering::Relaxed);
    Ok(permit.release()?)
}
// ANCHOR_END: increment

/// As in chapter 6: between load and store others would get their turn, if they could enter.
fn widen_the_window() {
    thread::sleep(Duration::from_micros(1));
}

// ANCHOR: mover
/// Moves a token from the left to the right, and may wait half-way to be killed.
pub fn mover(lesson: &mut Lesson, stops_half_way: bool) -> lesson::Result {
    let table = lesson.segment()?.attach_as::<Table>()?;
    let semaphore: Semaphore = parse(&lesson.args.positional().unwrap_or_default())?;
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
