//! All that can happen, by the model; and one order of it on real processes.
//!
//! The model counts and finds, the conductor plays. So you need not believe what is printed about
//! an order: the counter of two real processes ends there.

use shm_workbook::interleavings::{ModelError, Outcomes, Program, Schedule};
use shm_workbook::lesson::{self, Failure, Lesson};

use crate::forced::forced;

/// The table of all final values, and an order for the worst one.
pub fn all(lesson: &mut Lesson, program: &Program) -> lesson::Result {
    let (n, outcomes) = (program.increments()[0], count(program)?);
    let (total, expected) = (outcomes.total(), outcomes.expected());
    lesson.step(format_args!(
        "All that can happen: 2 workers, N = {n}, {total} interleavings"
    ))?;
    lesson.say(table(&outcomes))?;
    lesson.notice(format_args!(
        "{} of {total} are correct and end with {expected}. A scheduler does not choose \
         evenly among them; it may choose any.",
        outcomes.count(expected).unwrap_or(&0)
    ))?;
    let worst = outcomes.iter().next().map_or(expected, |(value, _)| value);
    lesson.step(format_args!("The worst: {worst} instead of {expected}"))?;
    lesson.say(find(program, worst)?)?;
    lesson.go_on(format_args!(
        "Next: run it, cargo run --bin explore6 -- reach {worst} --increments {n}"
    ))
}

/// Finds an order that ends with the target, and plays it on real processes.
pub fn reach(lesson: &mut Lesson, program: &Program, target: u64) -> lesson::Result {
    let schedule = find(program, target)?;
    let counted = forced(lesson, &schedule)?;
    confirm(lesson, &schedule, counted)?;
    lesson.go_on("Next: choose another TARGET. Which is the smallest, and why not 1?")
}

/// Picks an order at random, and plays it on real processes.
pub fn random(lesson: &mut Lesson, program: &Program, seed: u64) -> lesson::Result {
    let schedule = program.random_schedule(seed);
    let counted = forced(lesson, &schedule)?;
    confirm(lesson, &schedule, counted)?;
    let n = program.increments()[0];
    lesson.go_on(format_args!(
        "Again: cargo run --bin explore6 -- random --seed {seed} --increments {n}"
    ))
}

/// The model's answer beside that of the real processes.
fn confirm(lesson: &Lesson, schedule: &Schedule, counted: u64) -> lesson::Result {
    let predicted = schedule.final_value();
    if counted != predicted {
        return Err(Failure::Other {
            what: format!("the model predicted {predicted}, the counter says {counted}"),
            help: "somebody else has written into the segment; run it again".into(),
        });
    }
    lesson.result(format_args!("predicted {predicted}, reached {counted}"))
}

/// Counts with 128 bits: an exact answer or none.
pub fn count(program: &Program) -> lesson::Result<Outcomes<u128>> {
    program.outcomes().map_err(too_large)
}

/// The order with this final value that switches least between the workers.
fn find(program: &Program, value: u64) -> lesson::Result<Schedule> {
    let n = program.increments()[0];
    if n > MOST {
        return Err(too_large(ModelError::TooManyStates));
    }
    let schedule = program.schedule_for(value).map_err(too_large)?;
    schedule.ok_or_else(|| Failure::Other {
        what: format!("no order of 2 workers, N = {n}, ends with {value}"),
        help: format!(
            "see what can happen:\n`cargo run --bin explore6 -- --increments {n}`"
        ),
    })
}

/// A search that takes a second or two; no signal ends it.
const MOST: usize = 40;

fn too_large(error: ModelError) -> Failure {
    Failure::Other {
        what: error.to_string(),
        help:
            "ask for fewer increments: up to 32 can be counted, up to 40 can be reached"
                .into(),
    }
}

/// A line for each value: how many orders, their share, a bar.
fn table(outcomes: &Outcomes<u128>) -> String {
    const TITLE: &str = "interleavings";
    let digits = outcomes.total().to_string().len().max(TITLE.len());
    let shares = outcomes.iter().map(|(value, _)| outcomes.share(value));
    let most = shares.fold(0.0, f64::max);
    let room = WIDTH.saturating_sub("value    100.00 %   correct".len() + digits);
    let mut text = format!("value  {TITLE:>digits$}     share\n");
    for (value, count) in outcomes.iter() {
        let share = outcomes.share(value);
        let bar = bar(share / most, room.min(BAR));
        let mark = if value == outcomes.expected() {
            " correct"
        } else {
            ""
        };
        let line = format!(
            "{value:5}  {count:>digits$}  {:6.2} %  {bar}{mark}\n",
            100.0 * share
        );
        text += &line;
    }
    text
}

/// What a line of a step has room for, and how much of it a bar takes if it can.
const WIDTH: usize = 77;
const BAR: usize = 30;

/// A bar for a part of 1. Whatever can happen has at least one mark.
fn bar(part: f64, most: usize) -> String {
    "#".repeat((most as f64 * part).ceil() as usize)
}
