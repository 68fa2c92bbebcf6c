//! The race left to itself, many times; then what was counted beside what can happen.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use shm_workbook::interleavings::{Outcomes, Program};
use shm_workbook::lesson::{self, Child, Failure, Lesson};
use shm_workbook::{Attachment, Key, Mode, Segment};

use crate::counter::{Counter, SIZE, increment};
use crate::pause::pause;

/// Starts the workers. None begins before all are ready: otherwise the first might be done
/// before the last has come.
fn racers(
    lesson: &Lesson,
    segment: Segment,
    program: &Program,
) -> lesson::Result<Vec<Child>> {
    let increments = program.increments()[0] as u64;
    let mut workers = Vec::new();
    for _ in program.increments() {
        workers.push(lesson.spawn("racer", &[&segment, &increments])?);
    }
    lesson.all_answer(&mut workers)?;
    Ok(workers)
}

/// One race: returns what the counter has at its end.
fn race(
    lesson: &Lesson,
    counter: &Attachment<Counter>,
    workers: &mut [Child],
) -> lesson::Result<u64> {
    counter.value.store(0, Ordering::Relaxed);
    workers
        .iter_mut()
        .try_for_each(|worker| worker.tell("go"))?;
    lesson.all_answer(workers)?;
    Ok(counter.value.load(Ordering::Relaxed))
}

/// Races that many times, and puts what was counted beside what can happen.
pub fn measure(lesson: &mut Lesson, program: &Program, runs: u64) -> lesson::Result {
    let outcomes = crate::orders::count(program)?;
    let n = program.increments()[0];
    lesson.step(format_args!("Measured: {runs} races of 2 workers, N = {n}"))?;
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let counter = segment.attach_as::<Counter>()?;
    let mut workers = racers(lesson, *segment, program)?;
    let mut seen = BTreeMap::new();
    for _ in 0..runs {
        *seen
            .entry(race(lesson, &counter, &mut workers)?)
            .or_default() += 1;
    }
    workers
        .iter_mut()
        .try_for_each(|worker| worker.succeed(lesson))?;
    lesson.say(table(&outcomes, &seen, runs))?;
    check(&outcomes, &seen)?;
    lesson.notice(
        "Each value that came up is one that can. The shares differ: no scheduler picks its \
         orders at random, so a rare one may come up often, and a frequent one never.",
    )?;
    counter.detach()?;
    segment.remove()?;
    lesson.go_on("Next: run it again, or on a busy machine, and compare")
}

fn table(outcomes: &Outcomes<u128>, seen: &BTreeMap<u64, u64>, runs: u64) -> String {
    let mut text = String::from("value  of all orders   of all races  races\n");
    for (value, _) in outcomes.iter() {
        let races = seen.get(&value).copied().unwrap_or(0);
        let (exact, counted) = (
            100.0 * outcomes.share(value),
            100.0 * races as f64 / runs as f64,
        );
        text += &format!("{value:5}  {exact:11.2} %  {counted:11.2} %  {races:5}\n");
    }
    text
}

/// A value that no order explains would refute the model.
fn check(outcomes: &Outcomes<u128>, seen: &BTreeMap<u64, u64>) -> lesson::Result {
    match seen.keys().find(|value| outcomes.count(**value).is_none()) {
        None => Ok(()),
        Some(value) => Err(Failure::Other {
            what: format!("a race ended with {value}, and no order can do that"),
            help: "somebody else has written into the segment; run it again".into(),
        }),
    }
}

/// In another process: increments on its own, each time it is told to go.
pub fn racer(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let increments: u64 = lesson.args.take("INCREMENTS")?;
    let counter = segment.attach_as::<Counter>()?;
    lesson.answer("ready")?;
    while lesson.hear()?.is_some() {
        for _ in 0..increments {
            increment(&counter.value);
            pause();
        }
        lesson.answer("done")?;
    }
    Ok(counter.detach()?)
}
