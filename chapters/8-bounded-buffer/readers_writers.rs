//! Readers and writers: any number of readers at once, or one writer alone.
//!
//! `room` holds as many permits as there may be readers. A reader takes one. A writer takes all,
//! in one call: what it cannot get at once it does not take at all.

use shm_workbook::lesson::{self, Lesson};
use shm_workbook::{Key, Mode, SemaphoreSet};

use crate::hand::READERS;
use crate::stage::Stage;

const ROOM: u16 = 0;
const WRITERS: u16 = 1;

pub fn pattern(lesson: &mut Lesson) -> lesson::Result {
    starvation(lesson)?;
    with_a_sign_at_the_door(lesson)?;
    lesson.go_on("Next: cargo run --bin chapter8 -- --pattern barrier")
}

/// A reader always finds a permit, for the writer that waits holds none.
fn starvation(lesson: &mut Lesson) -> lesson::Result {
    lesson.step("Readers share; a writer waits for all of them, and starves")?;
    let set = SemaphoreSet::create(Key::PRIVATE, &[3, 0], Mode::OWNER)?.remove_on_drop();
    let mut stage = Stage::start(lesson, "ABW", "waiter", &[&set])?.with(*set, READERS);
    stage.does('A', "room-1~")?;
    stage.sleeps('W', "room-3~", ROOM)?;
    let mut readers = 1;
    for _ in 0..3 {
        stage.does('B', "room-1~")?;
        stage.does('A', "room+1~")?;
        stage.does('A', "room-1~")?;
        stage.does('B', "room+1~")?;
        readers += 2;
    }
    let waiting = set.waiting(ROOM)?;
    lesson.result(format_args!(
        "readers came in {readers} times, the writer 0 times; asleep {waiting}"
    ))?;
    lesson.notice(
        "There is always one reader inside, so the three permits are never there together. Each \
         reader came after the writer had asked, and was let in before it.",
    )?;
    stage.does('A', "room+1~")?;
    stage.wakes('W')?;
    stage.does('W', "room+3~")?;
    end(&mut stage)?;
    Ok(set.remove()?)
}

/// A writer first says that it is there. A reader comes in when no writer has said so: one call,
/// which waits for zero and takes a permit, both or neither.
fn with_a_sign_at_the_door(lesson: &mut Lesson) -> lesson::Result {
    lesson.step("The writer puts up a sign, and readers who come later wait")?;
    let set = SemaphoreSet::create(Key::PRIVATE, &[3, 0], Mode::OWNER)?.remove_on_drop();
    let mut stage = Stage::start(lesson, "ABW", "waiter", &[&set])?.with(*set, READERS);
    stage.does('A', "writers=0 room-1~")?;
    stage.does('W', "writers+1~")?;
    stage.sleeps('W', "room-3~", ROOM)?;
    stage.sleeps('B', "writers=0 room-1~", WRITERS)?;
    let sleeping = set.waiting_for_zero(WRITERS)?;
    lesson.notice(format_args!(
        "GETZCNT counts {sleeping}: B waits until writers is 0, and holds no permit."
    ))?;
    stage.does('A', "room+1~")?;
    stage.wakes('W')?;
    stage.does('W', "room+3~ writers-1~")?;
    stage.wakes('B')?;
    stage.does('B', "room+1~")?;
    lesson.notice(
        "Now readers starve if one writer follows another. Which of both you want is a decision, \
         and no order of calls makes it for you. All are locks, so all have SEM_UNDO.",
    )?;
    end(&mut stage)?;
    Ok(set.remove()?)
}

fn end(stage: &mut Stage) -> lesson::Result {
    "ABW".chars().try_for_each(|who| stage.ends(who))
}
