//! Chapter 9: is it really the fastest?
//!
//! Eleven ways to pass a message to another process, with short and long messages, every byte moved
//! and checked; what waiting costs; and what a counter costs that loses nothing.
//!
//!     cargo run --release --bin chapter9 [-- --quick] [--format csv] [--save DIR]

#![deny(unsafe_code)] // but for the robust mutex, in robust.rs

mod cold;
mod cores;
mod failures;
mod figures;
mod guard;
mod machine;
mod measure;
mod mechanism;
mod message;
mod options;
mod pair;
mod peer;
mod picture;
mod price;
mod progress;
mod render;
mod robust;
mod slice;
mod spread;
mod survival;
mod tables;

use std::process::ExitCode;

use cores::Cores;
use figures::Figures;
use measure::{ONE_CORE, Run, SIZES, TWO_CORES};
use mechanism::{ALL, Side};
use options::Options;
use shm_workbook::lesson::{self, Lesson, Role};
use tables::TABLES;

fn main() -> ExitCode {
    let roles: [Role; 5] = [
        ("left", |lesson| peer::play(lesson, Side::Left)),
        ("right", |lesson| peer::play(lesson, Side::Right)),
        ("counter", price::counter),
        ("holder", survival::holder),
        ("sitter", survival::sitter),
    ];
    lesson::run(options::USAGE, chapter, &roles)
}

fn chapter(lesson: &mut Lesson) -> lesson::Result {
    let options = Options::take(&mut lesson.args)?;
    options.prepare()?;
    // A million calls are made here; the other chapters show each of theirs.
    lesson.trace(false);
    let figures = match options.recorded()? {
        Some(figures) => {
            if options.tells {
                lesson.step("Figures of another run")?;
                lesson.say(tables::how(&figures).replace("; ", "\n"))?;
            }
            figures
        }
        None => measure(lesson, &options)?,
    };
    if options.tells {
        tell(lesson, &figures)?;
    } else {
        lesson.result(figures.csv().trim_end())?;
    }
    options.save(&figures)?;
    if options.tells {
        lesson.go_on(
            "Next: read chapter 9 of the book (mdbook serve book --open).\n\
             You have come to the end!",
        )?;
    }
    Ok(())
}

fn measure(lesson: &mut Lesson, options: &Options) -> lesson::Result<Figures> {
    let cores = Cores::choose()?;
    if options.tells {
        begin(lesson, options, cores)?;
    }
    let mut run = Run::new(lesson, options.plan, cores, options.tells);
    run.facts();
    run.exchange(TWO_CORES, cores, &SIZES)?;
    run.exchange(ONE_CORE, cores.only_left(), &SIZES[..1])?;
    peer::time_checks(&mut run)?;
    cold::measure(&mut run)?;
    price::neighbours(&mut run)?;
    price::all(&mut run)?;
    Ok(run.figures)
}

fn begin(lesson: &mut Lesson, options: &Options, cores: Cores) -> lesson::Result {
    let (ways, rounds) = (ALL.len(), options.plan.rounds());
    lesson.step(format_args!(
        "{ways} ways to pass a message, {rounds}, {cores}"
    ))?;
    lesson.say(machine::describe())?;
    if cores.are_one() {
        lesson.notice(
            "There is only one core: whoever spins while it waits keeps the other from\n\
             working. These figures say more about the scheduler.",
        )?;
    }
    if cfg!(debug_assertions) {
        lesson.notice(
            "This is a debug build: its figures say little. Use cargo run --release.",
        )?;
    }
    Ok(())
}

/// What each step shows of the figures, and what is to be noticed.
const STEPS: [(&str, &[&str], &str); 8] = [
    (
        "Median of all rounds, and the shortest and the longest",
        &["64-B", "1-KiB", "64-KiB", "1-MiB"],
        "The ratio is to shared memory with spinning, which makes no system call\n\
         and wakes nobody. Whoever sleeps has to be woken by the kernel, in shared\n\
         memory as in a pipe, and with short messages that is all that counts.",
    ),
    (
        "Copies, and the check of what has arrived",
        &["copies", "checks"],
        "With long messages it is the copies that count: two through shared memory,\n\
         too, but no system call for each piece. The check is part of every figure.",
    ),
    (
        "What waiting costs",
        &["waiting"],
        "Spinning is fast because it never stops working. Whoever waits like that\n\
         burns a core. CPU time is that of both ends, for a message there and back.",
    ),
    (
        "Both ends on one core",
        &["one-core"],
        "Nothing is faster than the scheduler's switch from one to the other.\n\
         Whoever spins keeps the core until its turn is over.",
    ),
    (
        "Cold pages",
        &["pages"],
        "A new segment has no memory yet. The first store into each page makes the\n\
         kernel find some and clear it. All other figures are of warm pages.",
    ),
    (
        "Two counters, two workers, nothing shared",
        &["neighbours"],
        "Cores pass memory to each other by the cache line. Two counters in one line\n\
         are not a data race, and yet each increment waits for the line to come back.",
    ),
    (
        "The price of being correct: one counter, two workers",
        &["price"],
        "If the whole critical section is one number, fetch_add is all you need.\n\
         The mutexes make no system call while nobody waits. The semaphore and\n\
         flock always ask the kernel.",
    ),
    (
        "What a lock survives",
        &["survives"],
        "Each holder was killed, or became another program by exec; then the next\n\
         one asked for the lock. The column about fork is from the man pages.",
    ),
];

fn tell(lesson: &mut Lesson, figures: &Figures) -> lesson::Result {
    for (place, (title, ids, notice)) in STEPS.into_iter().enumerate() {
        lesson.step(title)?;
        for table in TABLES.iter().filter(|table| ids.contains(&table.id)) {
            lesson.say(table.text(figures))?;
            lesson.say(" ")?;
        }
        if place == 0 {
            lesson.say("not the fastest in this run, there and back:")?;
            for line in tables::not_the_fastest(figures) {
                lesson.say(line)?;
            }
        }
        if ids.contains(&"neighbours") {
            if let Some(bytes) = machine::cache_line() {
                lesson
                    .say(format_args!("a cache line of this machine: {bytes} bytes"))?;
            }
        }
        lesson.notice(notice)?;
    }
    Ok(())
}
