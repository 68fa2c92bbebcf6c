//! Chapter 9: is it really the fastest?
//!
//! Eleven ways to pass a message to another process, with short and long messages, every byte moved
//! and checked; what waiting costs; and what a counter costs that loses nothing.
//!
//!     cargo run --release --bin chapter9 [-- --quick] [--format csv|json|markdown] [--save DIR]

#![deny(unsafe_code)] // but for the robust mutex, in robust.rs

mod cold;
mod cores;
mod failures;
mod formats;
mod guard;
mod machine;
mod markdown;
mod measure;
mod mechanism;
mod message;
mod options;
mod peer;
mod plot;
mod price;
mod progress;
mod report;
mod results;
mod robust;
mod slice;
mod spread;

use std::process::ExitCode;
use std::time::Duration;

use cores::Cores;
use formats::Format;
use guard::Guard;
use measure::SIZES;
use mechanism::{ALL, Side};
use options::Options;
use progress::Progress;
use report::Live;
use results::Results;
use shm_workbook::lesson::{self, Lesson};

fn main() -> ExitCode {
    lesson::run(options::USAGE, |lesson| match lesson.role() {
        Some("left") => peer::play(lesson, Side::Left),
        Some("right") => peer::play(lesson, Side::Right),
        Some("counter") => price::counter(lesson),
        Some("holder") => price::holder(lesson),
        Some(_) => price::sitter(lesson),
        None => chapter(lesson),
    })
}

fn chapter(lesson: &mut Lesson) -> lesson::Result {
    let options = Options::take(&mut lesson.args)?;
    options.prepare()?;
    // A million calls are made here; the other chapters show each of theirs.
    lesson.trace(false);
    let cores = Cores::choose()?;
    let tells = options.format == Format::Text;
    if tells {
        begin(lesson, &options, cores)?;
    }
    let results = measure(lesson, &options, cores)?;
    if tells {
        tell(lesson, &results)?;
    } else {
        lesson.answer(options.format.write(&results).trim_end())?;
    }
    options.save(&results)?;
    if tells {
        lesson.go_on(
            "Next: read chapter 9 of the book (mdbook serve book --open). You have come to the end!",
        )?;
    }
    Ok(())
}

fn begin(lesson: &mut Lesson, options: &Options, cores: Cores) -> lesson::Result {
    lesson.step(format_args!(
        "{} ways to pass a message, {}, {cores}",
        ALL.len(),
        options.plan.rounds()
    ))?;
    lesson.say(machine::describe())?;
    if cores.are_one() {
        lesson.notice(
            "There is only one core: whoever spins while it waits keeps the other from working.\n\
             These figures say more about the scheduler.",
        )?;
    }
    if cfg!(debug_assertions) {
        lesson.notice(
            "This is a debug build: its figures say little. Use cargo run --release.",
        )?;
    }
    Ok(())
}

fn measure(lesson: &Lesson, options: &Options, cores: Cores) -> lesson::Result<Results> {
    let plan = options.plan;
    let tells = options.format == Format::Text;
    let mut live = Live {
        lesson,
        progress: Progress::new(
            ALL.len() * (SIZES.len() + 1) * plan.rounds + Guard::ALL.len(),
        ),
        lines: if tells { ALL.len() * SIZES.len() } else { 0 },
        told: false,
    };
    let rows = measure::all(lesson, cores, plan, &SIZES, &mut live)?;
    (live.lines, live.told) = (0, true);
    let together = Cores {
        right: cores.left,
        ..cores
    };
    let one_core = measure::all(lesson, together, plan, &SIZES[..1], &mut live)?;
    let check = |size| Ok((size, peer::time_to_check(size, Duration::from_millis(5))?));
    Ok(Results {
        plan,
        cores,
        rows,
        one_core,
        checks: SIZES
            .into_iter()
            .map(check)
            .collect::<lesson::Result<_>>()?,
        pages: cold::measure(plan)?,
        neighbours: price::neighbours(lesson, cores, plan)?,
        prices: price::all(lesson, cores, plan, &mut live.progress)?,
    })
}

fn tell(lesson: &mut Lesson, results: &Results) -> lesson::Result {
    lesson.step("Median of all rounds, and their spread")?;
    report::table(lesson, &results.rows, &SIZES)?;
    report::verdict(lesson, &results.rows)?;
    report::checks(lesson, results)?;
    lesson.notice(
        "The ratio is to shared memory with spinning, which makes no system call and wakes nobody.\n\
         Whoever sleeps has to be woken by the kernel, in shared memory as in a pipe, and with\n\
         short messages that is all that counts. With long ones it is the copies: two here, too,\n\
         into the segment and out of it, but no system call for each piece.",
    )?;

    lesson.step("What waiting costs")?;
    report::waiting(lesson, results)?;
    lesson.notice(
        "Spinning is fast because it never stops working. Whoever waits like that burns a core.",
    )?;

    lesson.step("Both ends on one core")?;
    report::table(lesson, &results.one_core, &SIZES[..1])?;
    lesson.notice(
        "Nothing is faster than the scheduler's switch from one to the other. Whoever spins keeps\n\
         the core until its turn is over.",
    )?;

    lesson.step("Cold pages")?;
    report::pages(lesson, results)?;
    lesson.notice(
        "A new segment has no memory yet. The first store into each page makes the kernel find\n\
         some and clear it. All figures above were measured on warm pages.",
    )?;

    lesson.step("Two counters, two workers, nothing shared")?;
    report::neighbours(lesson, results)?;
    lesson.notice(
        "Cores pass memory to each other by the cache line, 64 bytes here. Two counters in one\n\
         line are not a data race, and yet each increment waits for the line to come back.",
    )?;

    lesson.step("The price of being correct: one counter, two workers")?;
    report::price(lesson, results)?;
    lesson.notice(
        "If the whole critical section is one number, fetch_add is all you need. The mutexes make\n\
         no system call while nobody waits; the robust one survives its holder. The semaphore and\n\
         flock always ask the kernel. The column about fork is from the man pages.",
    )
}
