//! Chapter 8: a bounded buffer.
//!
//! Producers put items into a ring of slots, consumers take them out. First without semaphores, in
//! two orders that go wrong every time; then with three of them in one set. Then the mistake that
//! everybody makes once, a consumer that is killed, and a crew that is left to itself.
//!
//!     cargo run --bin chapter8 [-- --producers P] [--consumers C] [--slots K] [--items N]

#![forbid(unsafe_code)]

mod barrier;
mod crew;
mod deadlock;
mod guarded;
mod hand;
mod killed;
mod readers_writers;
mod ring;
mod stage;
mod unguarded;

use std::process::ExitCode;

use crew::Crew;
use shm_workbook::lesson::{self, Failure, Lesson, Role};

const USAGE: &str = "\
usage: chapter8 [--step] [--producers P] [--consumers C] [--slots K] [--items N]
       chapter8 [--step] --pattern readers-writers|barrier
  producers and consumers around a ring of slots, with three semaphores
  --producers P  how many put, 1 to 50; default: 2
  --consumers C  how many take, 1 to 50; default: 2
  --slots K      slots in the ring, 1 to 10000; default: 4
  --items N      items of all producers together, 1 to 10000000; default: 1000
  --pattern NAME the next two assignments, with the same calls
  --step         wait for Enter after each step";

fn main() -> ExitCode {
    let roles: [Role; 5] = [
        ("hand", hand::hand),
        ("waiter", hand::waiter),
        ("producer", crew::producer),
        ("consumer", crew::consumer),
        ("walker", barrier::walker),
    ];
    lesson::run(USAGE, chapter, &roles)
}

fn chapter(lesson: &mut Lesson) -> lesson::Result {
    if let Some(name) = lesson.args.value::<String>("--pattern")? {
        lesson.args.done()?;
        return pattern(lesson, &name);
    }
    let crew = Crew {
        producers: lesson.args.number("--producers", 1..=50)?.unwrap_or(2),
        consumers: lesson.args.number("--consumers", 1..=50)?.unwrap_or(2),
        slots: lesson.args.number("--slots", 1..=10_000)?.unwrap_or(4) as u16,
        items: lesson
            .args
            .number("--items", 1..=10_000_000)?
            .unwrap_or(1000),
    };
    lesson.args.done()?;
    unguarded::overwritten(lesson)?;
    unguarded::read_twice(lesson)?;
    guarded::full_and_empty(lesson)?;
    deadlock::mutex_first(lesson)?;
    deadlock::repaired(lesson)?;
    killed::undo_on_the_mutex(lesson)?;
    killed::undo_on_the_counts(lesson)?;
    crew::all_at_once(lesson, &crew)?;
    lesson.go_on(
        "Next: cargo run --bin chapter8 -- --pattern readers-writers, and barrier\n\
         Then: read chapter 8 of the book (mdbook serve book --open), solve lab 8\n\
         (cargo lab check 8), then cargo run --release --bin chapter9",
    )
}

fn pattern(lesson: &mut Lesson, name: &str) -> lesson::Result {
    match name {
        "readers-writers" => readers_writers::pattern(lesson),
        "barrier" => barrier::pattern(lesson),
        _ => Err(Failure::Usage(format!(
            "--pattern is readers-writers or barrier, not {name}"
        ))),
    }
}
