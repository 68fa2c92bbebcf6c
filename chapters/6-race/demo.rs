//! Chapter 6: a race.
//!
//! Two processes increment one counter. An increment is a load, an add and a store, and what the
//! other process does in between is lost. First in an order that you choose, on real processes;
//! then left to itself. The same happens to a message that is copied while it is written.
//!
//!     cargo run --bin chapter6 [-- --schedule "A.load B.load A.store B.store"] [--increments N]
//!
//! Then see all that can happen, and choose how it ends: cargo run --bin explore6

#![forbid(unsafe_code)]

mod conductor;
mod counter;
mod forced;
mod messages;
mod pause;
mod torn;

use std::ops::RangeInclusive;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use counter::{Counter, SIZE, increment};
use pause::pause;
use shm_workbook::lesson::{self, Lesson, Role};
use shm_workbook::{Key, Mode, Segment};

const USAGE: &str = "\
usage: chapter6 [--step] [--schedule SCHEDULE] [--increments N]
  lose updates: in an order that you choose, then in whatever order comes
  --schedule SCHEDULE  steps of workers A, B, C ...
                       default: A.load B.load A.store B.store
  --increments N       increments of each worker in the race; default: 200
  --step               wait for Enter after each step";

const SCHEDULE: &str = "A.load B.load A.store B.store";
const WORKERS: u64 = 2;
/// Each takes a fifth of a millisecond or more: the most take half a minute.
const INCREMENTS: RangeInclusive<u64> = 1..=100_000;

fn main() -> ExitCode {
    let roles: [Role; 4] = [
        ("puppet", conductor::puppet),
        ("racer", racer),
        ("scribe", torn::scribe),
        ("copier", torn::copier),
    ];
    lesson::run(USAGE, chapter, &roles)
}

fn chapter(lesson: &mut Lesson) -> lesson::Result {
    let schedule = lesson.args.value("--schedule")?;
    let increments = lesson.args.number("--increments", INCREMENTS)?;
    lesson.args.done()?;
    forced::forced(
        lesson,
        &schedule.map_or_else(|| lesson::parse(SCHEDULE), Ok)?,
    )?;
    left_to_itself(lesson, increments.unwrap_or(200))?;
    torn::forced(lesson)?;
    torn::left_to_itself(lesson)?;
    lesson.go_on(
        "Next: see all that can happen, cargo run --bin explore6\n\
         Then: read chapter 6 of the book (mdbook serve book --open), solve lab 6\n\
         (cargo lab check 6), then cargo run --bin chapter7",
    )
}

// ANCHOR: race
fn left_to_itself(lesson: &mut Lesson, increments: u64) -> lesson::Result {
    lesson.step(format_args!(
        "The race left to itself: {WORKERS} workers, {increments} times each"
    ))?;
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let counter = segment.attach_as::<Counter>()?;
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        workers.push(lesson.spawn("racer", &[&segment, &increments])?);
    }
    lesson.start_together(&mut workers)?;
    for worker in &mut workers {
        worker.succeed(lesson)?;
    }
    lesson.tally(WORKERS * increments, counter.value.load(Ordering::Relaxed))?;
    lesson.notice(
        "Nobody chose this order. Run it again: the figures differ. Load and store are atomic, so \
         this is not undefined behaviour; the only thing missing is that load, add and store are \
         one step. A run that loses nothing proves nothing.",
    )?;
    counter.detach()?;
    Ok(segment.remove()?)
}

/// In another process: increments on its own, as soon as it is told to go.
fn racer(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let increments: u64 = lesson.args.take("INCREMENTS")?;
    let counter = segment.attach_as::<Counter>()?;
    lesson.answer("ready")?;
    lesson.hear()?;
    for _ in 0..increments {
        increment(&counter.value);
        pause();
    }
    Ok(counter.detach()?)
}
// ANCHOR_END: race
