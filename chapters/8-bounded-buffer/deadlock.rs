//! The classic mistake: the mutex first. Everybody sleeps; and two ways to repair it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use shm_workbook::lesson::{self, Failure, Lesson};
use shm_workbook::{Error, Key, Mode, RemoveOnDrop, Segment, SemaphoreSet};

use crate::guarded::produce;
use crate::hand::BUFFER;
use crate::ring::{EMPTY, MUTEX, Ring, create_set, size};
use crate::stage::Stage;

pub fn mutex_first(lesson: &mut Lesson) -> lesson::Result {
    lesson.step("The classic mistake: the mutex, then empty")?;
    let (segment, set) = one_slot()?;
    let ring = segment.attach_as::<Ring>()?;
    let mut stage =
        Stage::start(lesson, "PC", "hand", &[&segment, &set])?.with(*set, BUFFER);
    // ANCHOR: deadlock
    produce(&mut stage, "put 10")?;
    stage.does('P', "mutex-1~")?;
    stage.sleeps('P', "within empty-1", EMPTY)?;
    stage.does('C', "full-1")?;
    stage.sleeps('C', "mutex-1~", MUTEX)?;
    // ANCHOR_END: deadlock
    picture(lesson, *set, &stage)?;
    lesson.notice(
        "P holds the mutex and sleeps until a slot is empty. C would empty one, and sleeps until \
         the mutex is free. Nobody else can wake them. P waits with a limit, semtimedop:",
    )?;
    ring.header.seen.store(1, Ordering::Relaxed);
    stage.wakes('P')?;
    stage.does('P', "mutex+1~")?;
    stage.wakes('C')?;
    lesson.notice(
        "The limit ends the wait, not the mistake: P has put nothing, and would have to begin \
         again.",
    )?;
    stage.all('C', &["look", "take", "mutex+1~", "empty+1"])?;
    stage.ends('P')?;
    stage.ends('C')?;
    ring.detach()?;
    set.remove()?;
    Ok(segment.remove()?)
}

// ANCHOR: asked
/// How many sleep for `empty` and for the mutex, and who changed the mutex last: GETNCNT, GETPID.
fn asked(set: SemaphoreSet) -> Result<([usize; 2], i32), Error> {
    let asleep = [set.waiting(EMPTY)?, set.waiting(MUTEX)?];
    Ok((asleep, set.last_pid(MUTEX)?))
}
// ANCHOR_END: asked

/// Who waits for whom, from what the kernel knows.
fn picture(lesson: &Lesson, set: SemaphoreSet, stage: &Stage) -> lesson::Result {
    let (asleep, last) = loop {
        // P's waits have an end: between two of them, the kernel counts nobody.
        lesson.hold_trace();
        let (asleep, last) = asked(set)?;
        if asleep == [1, 1] {
            break (asleep, last);
        }
        lesson.wait(None, Some(Duration::from_millis(5)))?;
    };
    lesson.trace(true);
    let holder = stage.letter(last).ok_or_else(|| {
        Failure::Child("the mutex was changed by somebody unknown".into())
    })?;
    lesson.say(format_args!("empty: {} asleep, the producer P", asleep[0]))?;
    lesson.say(format_args!(
        "mutex: {} asleep, the consumer C; last changed by {holder}",
        asleep[1]
    ))?;
    lesson.result(format_args!(
        "P waits for empty, which C would raise --> C\n\
         C waits for the mutex, which {holder} holds --> {holder}"
    ))
}

// ANCHOR: repaired
pub fn repaired(lesson: &mut Lesson) -> lesson::Result {
    lesson.step("Repaired: two lines swapped, and one call for both")?;
    let (segment, set) = one_slot()?;
    let mut stage =
        Stage::start(lesson, "PC", "hand", &[&segment, &set])?.with(*set, BUFFER);
    produce(&mut stage, "put 10")?;
    lesson.notice("First empty, then the mutex: P sleeps, and holds nothing.")?;
    stage.sleeps('P', "empty-1", EMPTY)?;
    consume_in_two_calls(&mut stage)?;
    stage.wakes('P')?;
    stage.all('P', &["mutex-1~", "put 11", "mutex+1~ full+1"])?;
    lesson.notice(
        "Or both in one semop, in any order: all or nothing. P sleeps, and the mutex is still 1. \
         Only System V has this.",
    )?;
    stage.sleeps('P', "mutex-1~ empty-1", EMPTY)?;
    consume_in_two_calls(&mut stage)?;
    stage.wakes('P')?;
    stage.does('P', "put 12")?;
    stage.does('P', "mutex+1~ full+1")?;
    stage.ends('P')?;
    stage.ends('C')?;
    set.remove()?;
    Ok(segment.remove()?)
}

fn consume_in_two_calls(stage: &mut Stage) -> lesson::Result {
    stage.all(
        'C',
        &["full-1 mutex-1~", "look", "take", "mutex+1~ empty+1"],
    )
}
// ANCHOR_END: repaired

/// A ring of one slot, and its set.
fn one_slot() -> lesson::Result<(RemoveOnDrop<Segment>, RemoveOnDrop<SemaphoreSet>)> {
    let segment = Segment::create(Key::PRIVATE, size(1), Mode::OWNER)?.remove_on_drop();
    Ok((segment, create_set(1)?.remove_on_drop()))
}
