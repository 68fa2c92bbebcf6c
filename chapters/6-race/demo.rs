//! Chapter 6: a race.
//!
//! Two processes increment one counter. An increment is a load, an add and a store, and what the
//! other process does in between is lost. First in an order that you choose, on real processes;
//! then left to itself. The same happens to a message that is copied while it is written.
//!
//!     cargo run --bin chapter6 [-- --schedule "A.load B.load A.store B.store"] [--increments N]
//!
//! Then see all that can happen, and choose how it ends: --explore, --reach, --random,
//! --measure.

#![forbid(unsafe_code)]

mod conductor;
mod explore;
mod measure;
mod messages;
mod request;
mod torn;
mod worker;

use std::num::NonZeroUsize;
use std::ops::RangeInclusive;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use conductor::Conductor;
use shm_workbook::interleavings::{Process, Schedule};
use shm_workbook::lesson::{self, Lesson};
use shm_workbook::{Key, Mode, Segment};
use worker::Counter;

const USAGE: &str = "\
usage: chapter6 [--step] [--schedule SCHEDULE] [--increments N]
       chapter6 --explore [N]
       chapter6 --reach TARGET [--increments N]
       chapter6 --random [--seed S] [--increments N]
       chapter6 --measure RUNS [--increments N]
  lose updates: in an order that you choose, then in whatever order comes
  --schedule SCHEDULE  steps of workers A, B, C ...; default: A.load B.load A.store B.store
  --increments N       increments of each worker; default: 200 in the race, else 3
  --explore [N]        all final values of two workers, and how many orders end with each
  --reach TARGET       find an order that ends with TARGET, and run it
  --random [--seed S]  pick an order at random, and run it; the same seed picks the same
  --measure RUNS       run the race RUNS times, and compare with what can happen
  --step               wait for Enter after each step";

const DEFAULT: &str = "A.load B.load A.store B.store";
const WORKERS: u64 = 2;
/// Each takes a twentieth of a millisecond: the most take some seconds.
const INCREMENTS: RangeInclusive<u64> = 1..=100_000;

fn main() -> ExitCode {
    lesson::run(USAGE, |lesson| match lesson.role() {
        Some("racer") => worker::racer(lesson),
        Some("scribe") => torn::scribe(lesson),
        Some("copier") => torn::copier(lesson),
        Some(_) => worker::puppet(lesson),
        None => chapter(lesson),
    })
}

fn chapter(lesson: &mut Lesson) -> lesson::Result {
    if let Some(request) = request::take(&mut lesson.args)? {
        lesson.args.done()?;
        return request.answer(lesson);
    }
    let schedule = lesson
        .args
        .value("--schedule")?
        .map_or_else(|| lesson::parse(DEFAULT), Ok)?;
    let increments = lesson.args.number("--increments", INCREMENTS)?;
    let increments = increments.unwrap_or(200);
    lesson.args.done()?;
    forced(lesson, &schedule)?;
    left_to_itself(lesson, increments)?;
    torn::forced(lesson)?;
    torn::left_to_itself(lesson)?;
    lesson.go_on(
        "Next: read chapter 6 of the book (mdbook serve book --open), solve lab 6\n\
         (cargo lab check 6), then cargo run --bin chapter7",
    )
}

/// Plays the schedule on real processes, and returns the value that the counter really has then.
fn forced(lesson: &mut Lesson, schedule: &Schedule) -> lesson::Result<u64> {
    lesson.step(format_args!("A forced order: {schedule}"))?;
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let counter = segment.attach_as::<Counter>()?;
    let mut conductor = Conductor::start(lesson, *segment, schedule.processes())?;
    lesson.table(&[*segment])?;
    lesson.notice("nattch counts each worker, and this program, which conducts them.")?;
    lesson.say(header(schedule))?;
    conductor.play(schedule, |step, value| {
        let column = step.process.index() * COLUMN;
        let done = format!("{:column$}{} {value}", "", step.action);
        let width = schedule.processes() * COLUMN;
        lesson.say(format_args!(
            "{done:<width$}{}",
            counter.value.load(Ordering::Relaxed)
        ))
    })?;
    conductor.end()?;
    let counted = counter.value.load(Ordering::Relaxed);
    lesson.tally(schedule.increments() as u64, counted)?;
    lesson.notice(
        "A worker that stores a value it loaded before the other's store undoes that store. The\n\
         same order loses the same updates, every time: this is not a matter of luck.",
    )?;
    counter.detach()?;
    segment.remove()?;
    Ok(counted)
}

fn left_to_itself(lesson: &mut Lesson, increments: u64) -> lesson::Result {
    lesson.step(format_args!(
        "The race left to itself: {WORKERS} workers, {increments} times each"
    ))?;
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let counter = segment.attach_as::<Counter>()?;
    let mut workers = measure::racers(lesson, *segment, increments)?;
    let counted = measure::race(lesson, &counter, &mut workers)?;
    for worker in &mut workers {
        worker.succeed(lesson)?;
    }
    lesson.tally(WORKERS * increments, counted)?;
    lesson.notice(
        "Nobody chose this order. Run it again: the figures differ. Load and store are atomic, so\n\
         this is not undefined behaviour; the only thing missing is that load, add and store are\n\
         one step. A run that loses nothing proves nothing.",
    )?;
    counter.detach()?;
    Ok(segment.remove()?)
}
const SIZE: NonZeroUsize = NonZeroUsize::new(size_of::<Counter>()).unwrap();
const COLUMN: usize = 12;

fn header(schedule: &Schedule) -> String {
    let workers = (0..schedule.processes()).filter_map(Process::new);
    workers
        .map(|worker| format!("{:<COLUMN$}", worker.letter()))
        .collect::<String>()
        + "counter"
}
