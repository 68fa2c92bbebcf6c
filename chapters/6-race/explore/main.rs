//! All that can happen in chapter 6's race: counted by a model, then played by real processes.
//!
//!     cargo run --bin explore6
//!     cargo run --bin explore6 -- reach 2
//!     cargo run --bin explore6 -- random
//!     cargo run --bin explore6 -- measure 20

#![forbid(unsafe_code)]

#[path = "../conductor.rs"]
mod conductor;
#[path = "../counter.rs"]
mod counter;
#[path = "../forced.rs"]
mod forced;
mod measure;
mod orders;
#[path = "../pause.rs"]
mod pause;

use std::hash::{BuildHasher, RandomState};
use std::ops::RangeInclusive;
use std::process::ExitCode;

use shm_workbook::interleavings::Program;
use shm_workbook::lesson::{self, Args, Failure, Lesson, Role, number};

const USAGE: &str = "\
usage: explore6 [--step] [--increments N]
       explore6 reach TARGET [--increments N]
       explore6 random [--seed S] [--increments N]
       explore6 measure RUNS [--increments N]
  all final values of two workers, and how many orders end with each
  reach TARGET    find an order that ends with TARGET, and run it
  random          pick an order at random, and run it
  measure RUNS    run the race RUNS times, and compare with what can happen
  --seed S        pick the order that this number stands for
  --increments N  increments of each worker; default: 3
  --step          wait for Enter after each step";

const WORKERS: usize = 2;
/// Few enough to look at all orders, enough to lose a lot.
const INCREMENTS: u64 = 3;
const TARGETS: RangeInclusive<u64> = 0..=(WORKERS * Program::MOST) as u64;
const RUNS: RangeInclusive<u64> = 1..=10_000;

fn main() -> ExitCode {
    let roles: [Role; 2] = [("puppet", conductor::puppet), ("racer", measure::racer)];
    lesson::run(USAGE, explore, &roles)
}

fn explore(lesson: &mut Lesson) -> lesson::Result {
    let args = &mut lesson.args;
    let increments = args.number("--increments", 1..=Program::MOST as u64)?;
    let increments = increments.unwrap_or(INCREMENTS) as usize;
    let program = Program::new(WORKERS, increments);
    let program = program.map_err(|error| Failure::Usage(error.to_string()))?;
    match args.positional().as_deref() {
        None => {
            args.done()?;
            orders::all(lesson, &program)
        }
        Some("reach") => {
            let target = only_number(args, "TARGET", TARGETS)?;
            orders::reach(lesson, &program, target)
        }
        Some("random") => {
            let seed = args.number("--seed", 0..=u64::MAX)?;
            args.done()?;
            orders::random(lesson, &program, seed.unwrap_or_else(any_seed))
        }
        Some("measure") => {
            let runs = only_number(args, "RUNS", RUNS)?;
            measure::measure(lesson, &program, runs)
        }
        Some(word) => Err(Failure::Usage(format!(
            "{word:?} is neither reach, random nor measure"
        ))),
    }
}

fn only_number(
    args: &mut Args,
    name: &str,
    bounds: RangeInclusive<u64>,
) -> lesson::Result<u64> {
    let text: String = args.take(name)?;
    args.done()?;
    number(name, &text, bounds)
}

/// Some number, short enough to be typed again.
fn any_seed() -> u64 {
    RandomState::new().hash_one(()) % 10_000
}
