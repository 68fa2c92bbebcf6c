//! Counting in another process: what both workers do, in two forms.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use shm_workbook::lesson::{self, Failure, Lesson, parse};
use shm_workbook::shared;

// ANCHOR: counter
shared! {
    /// What the workers share.
    pub struct Counter {
        pub value: AtomicU64,
    }
}
// ANCHOR_END: counter

// ANCHOR: racer
/// Increments on its own, each time it is told to go.
pub fn racer(lesson: &mut Lesson) -> lesson::Result {
    let counter = lesson.segment()?.attach_as::<Counter>()?;
    let increments: u64 = parse(&lesson.args.positional().unwrap_or_default())?;
    lesson.answer("ready")?;
    while lesson.hear()?.is_some() {
        for _ in 0..increments {
            increment(&counter.value);
        }
        lesson.answer("done")?;
    }
    counter.detach()?;
    Ok(())
}

// ANCHOR: increment
fn increment(counter: &AtomicU64) {
    let value = counter.load(Ordering::Relaxed);
    widen_the_window();
    let value = value.wrapping_add(1);
    counter.store(value, Ordering::Relaxed);
}
// ANCHOR_END: increment

/// Between load and store others get their turn, even on one core. Without it the gap is there,
/// too, only so narrow that a short run may not meet it.
fn widen_the_window() {
    thread::sleep(Duration::from_micros(1));
}
// ANCHOR_END: racer

/// Takes one step at each line it hears, and tells the value that it loaded or stored.
pub fn puppet(lesson: &mut Lesson) -> lesson::Result {
    let counter = lesson.segment()?.attach_as::<Counter>()?;
    lesson.answer("ready")?;
    let mut register = 0;
    while let Some(line) = lesson.hear()? {
        match line.as_str() {
            "load" => register = counter.value.load(Ordering::Relaxed),
            "store" => {
                register = register.wrapping_add(1);
                counter.value.store(register, Ordering::Relaxed);
            }
            _ => {
                return Err(Failure::Usage(format!(
                    "{line:?} is neither load nor store"
                )));
            }
        }
        lesson.answer(register)?;
    }
    Ok(counter.detach()?)
}
