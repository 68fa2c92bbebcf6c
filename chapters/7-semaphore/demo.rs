//! Chapter 7: a semaphore.
//!
//! Chapter 6's workers, one line apart: they ask for a permit before the load and give it back after
//! the store. Nothing is lost, and no message is torn. Then one of them is killed while it holds the
//! permit.
//!
//!     cargo run --bin chapter7 [-- --workers K] [--increments N] [--step]

#![forbid(unsafe_code)]

#[path = "../6-race/messages.rs"]
mod messages;
#[path = "../6-race/pause.rs"]
mod pause;
mod schedule;
mod torn;
mod worker;

use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::Duration;

use nix::sys::signal::Signal;
use shm_workbook::lesson::{self, Child, Ending, Failure, Lesson, Role};
use shm_workbook::{Attachment, Key, Mode, Segment, Semaphore};
use worker::{SIZE, TOKENS, Table};

const USAGE: &str = "\
usage: chapter7 [--step] [--workers K] [--increments N]
       chapter7 --schedule SCHEDULE
  count under a semaphore, and kill a worker that holds it
  --workers K     how many workers, 1 to 100; default: 2
  --increments N  increments of each worker; default: 200
  --schedule SCHEDULE
                  steps of the workers A, B and C: acquire, load, store,
                  release, kill, as in \"A.acquire+undo A.load A.kill B.acquire\";
                  +undo: with SEM_UNDO
  --step          wait for Enter after each step";

fn main() -> ExitCode {
    let roles: [Role; 8] = [
        ("worker", worker::worker),
        ("scribe", torn::scribe),
        ("copier", torn::copier),
        ("victim", |lesson| worker::mover(lesson, true)),
        ("mover", |lesson| worker::mover(lesson, false)),
        ("A", schedule::puppet),
        ("B", schedule::puppet),
        ("C", schedule::puppet),
    ];
    lesson::run(USAGE, chapter, &roles)
}

fn chapter(lesson: &mut Lesson) -> lesson::Result {
    if let Some(run) = lesson.args.value("--schedule")? {
        lesson.args.done()?;
        return schedule::play(lesson, &run);
    }
    let workers = lesson.args.number("--workers", 1..=100)?.unwrap_or(2);
    let increments = lesson.args.number("--increments", 1..=100_000)?;
    let increments = increments.unwrap_or(200);
    lesson.args.done()?;

    // ANCHOR: create
    lesson.step("A segment, and a semaphore with one permit")?;
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let counter = segment.attach_as::<Table>()?;
    let semaphore = Semaphore::create(Key::PRIVATE, 1, Mode::OWNER)?.remove_on_drop();
    lesson.notice(
        "A semaphore is created with 0 permits and raised by the next call. \
         Whoever arrives in between has to wait.",
    )?;
    // ANCHOR_END: create

    lesson.step(format_args!(
        "{workers} workers, {increments} times each, one at a time"
    ))?;
    let mut crew = Vec::new();
    for _ in 0..workers {
        crew.push(lesson.spawn("worker", &[&segment, &semaphore, &increments])?);
    }
    lesson.start_together(&mut crew)?;
    for worker in &mut crew {
        worker.succeed(lesson)?;
    }
    lesson.tally(workers * increments, counter.value.load(Ordering::Relaxed))?;
    lesson.notice(
        "The first round of each worker is shown. SEM_UNDO, on both halves: if the worker dies, the \
         kernel gives the permit back.",
    )?;

    torn::guarded(lesson, *semaphore)?;
    kill_the_holder(lesson, *semaphore, &counter)?;

    lesson.step("Clean up")?;
    semaphore.remove()?;
    counter.detach()?;
    segment.remove()?;
    lesson.notice("A semaphore goes at once; whoever waits for it gets EIDRM.")?;
    lesson.notice(
        "Alternatives: for one number, an atomic fetch_add, without any lock. For longer work \
         in user space, a process-shared mutex (pthread_mutexattr_setpshared, robust): no system \
         call while nobody waits. A semaphore: where processes may die, or permits are counted.",
    )?;
    lesson.go_on(
        "Next: read chapter 7 of the book (mdbook serve book --open), solve lab 7\n\
         (cargo lab check 7), then cargo run --bin chapter8",
    )
}

// ANCHOR: kill
fn kill_the_holder(
    lesson: &mut Lesson,
    semaphore: Semaphore,
    table: &Attachment<Table>,
) -> lesson::Result {
    lesson.step("A worker is killed inside the critical section")?;
    let segment = table.segment();
    table.left.store(TOKENS, Ordering::Relaxed);
    lesson.notice(
        "Ten tokens lie on the left. Each of two workers is to move one to the right.",
    )?;
    let mut victim = lesson.spawn("victim", &[&segment, &semaphore])?;
    // Attached, then half-way.
    victim.answer(lesson)?;
    victim.answer(lesson)?;
    let mut other = lesson.spawn("mover", &[&segment, &semaphore])?;
    other.answer(lesson)?;
    until_it_waits(lesson, semaphore, &mut other)?;
    show(lesson, segment, semaphore)?;
    lesson.notice(
        "The victim is half-way and holds the permit: its semop was the last. The mover waits. \
         Now kill -9:",
    )?;

    victim.kill()?;
    was_killed(lesson, victim)?;
    other.succeed(lesson)?;
    show(lesson, segment, semaphore)?;
    lesson.notice(
        "The kernel detached the dead worker and undid its semop, and the mover went on.",
    )?;
    count_tokens(lesson, table)
}
// ANCHOR_END: kill

fn was_killed(lesson: &mut Lesson, mut victim: Child) -> lesson::Result {
    let ending = victim.finish(lesson)?;
    if ending != Ending::Killed(Signal::SIGKILL) {
        return Err(Failure::Child(format!(
            "the victim should be killed, but: {ending:?}"
        )));
    }
    lesson.say("the victim was ended by SIGKILL (signal 9)")
}

fn count_tokens(lesson: &Lesson, table: &Table) -> lesson::Result {
    let (left, right) = (
        table.left.load(Ordering::Relaxed),
        table.right.load(Ordering::Relaxed),
    );
    lesson.result(format_args!(
        "left {left}, right {right}, together {}",
        left.wrapping_add(right)
    ))?;
    lesson.notice(
        "One token is gone: taken from the left by the worker that died, and put nowhere. \
         Undo frees the lock. It does not repair half-changed data.",
    )
}

/// What the kernel says about both; of the semaphore as in `ipcs -s -i`.
fn show(lesson: &Lesson, segment: Segment, semaphore: Semaphore) -> lesson::Result {
    lesson.table(&[segment])?;
    let value = semaphore.permits()?;
    let waiting = semaphore.waiting()?;
    let last_pid = semaphore.last_pid()?;
    lesson.say(format_args!(
        "semaphore {semaphore}: value {value}, waiting {waiting}, last pid {last_pid}"
    ))
}

/// The worker is on its way; the kernel says when it waits.
fn until_it_waits(
    lesson: &Lesson,
    semaphore: Semaphore,
    worker: &mut Child,
) -> lesson::Result {
    lesson.trace(false);
    while semaphore.waiting()? == 0 {
        if worker.has_ended()? {
            return worker.succeed(lesson);
        }
        lesson.wait(None, Some(Duration::from_millis(5)))?;
    }
    lesson.trace(true);
    Ok(())
}
