//! A barrier: nobody begins a round before all have ended the one before.
//!
//! To arrive is to move a permit from one member to the next; to wait is to wait for zero.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};

use shm_workbook::lesson::{self, Lesson};
use shm_workbook::{Key, Mode, Operation, Segment, SemaphoreSet};

use crate::crew::sum_of_answers;
use crate::hand::BARRIER;
use crate::stage::Stage;

const FIRST: u16 = 0;
const SECOND: u16 = 1;
const WALKERS: u16 = 4;
const ROUNDS: u64 = 1000;
const SIZE: NonZeroUsize = NonZeroUsize::new(WALKERS as usize * 8).unwrap();

pub fn pattern(lesson: &mut Lesson) -> lesson::Result {
    two_members(lesson)?;
    three_members(lesson)?;
    free_run(lesson)?;
    lesson.go_on("Next: read chapter 8 of the book (mdbook serve book --open)")
}

/// The permits go to and fro. B is late: it has arrived, and not yet asked whether it may go on.
fn two_members(lesson: &mut Lesson) -> lesson::Result {
    lesson.step("Two members, to and fro: the barrier cannot be used again")?;
    let set = SemaphoreSet::create(Key::PRIVATE, &[2, 0], Mode::OWNER)?.remove_on_drop();
    let mut stage = Stage::start(lesson, "AB", "waiter", &[&set])?.with(*set, BARRIER);
    stage.does('A', "first-1 second+1")?;
    stage.sleeps('A', "first=0", FIRST)?;
    stage.does('B', "first-1 second+1")?;
    stage.wakes('A')?;
    stage.does('A', "second-1 first+1")?;
    stage.sleeps('A', "second=0", SECOND)?;
    stage.sleeps('B', "first=0", FIRST)?;
    let [late, fast] = [set.waiting_for_zero(FIRST)?, set.waiting_for_zero(SECOND)?];
    lesson.result(format_args!(
        "asleep {}, and nobody else is there",
        late + fast
    ))?;
    lesson.notice(
        "A was so fast that it made first 1 again before B asked for 0. B waits for A, and A, one \
         round ahead, waits for B.",
    )?;
    // They end here, before the set: its removal would wake them with an error.
    drop(stage);
    Ok(set.remove()?)
}

/// In a ring of three, the fast one comes to the second member; the first stays 0 until all have
/// gone past it.
fn three_members(lesson: &mut Lesson) -> lesson::Result {
    lesson.step("Three members, in a ring: the same order")?;
    let set =
        SemaphoreSet::create(Key::PRIVATE, &[2, 0, 0], Mode::OWNER)?.remove_on_drop();
    let mut stage = Stage::start(lesson, "AB", "waiter", &[&set])?.with(*set, BARRIER);
    stage.does('A', "first-1 second+1")?;
    stage.sleeps('A', "first=0", FIRST)?;
    stage.does('B', "first-1 second+1")?;
    stage.wakes('A')?;
    stage.does('A', "second-1 third+1")?;
    stage.sleeps('A', "second=0", SECOND)?;
    stage.does('B', "first=0")?;
    stage.does('B', "second-1 third+1")?;
    stage.wakes('A')?;
    stage.ends('A')?;
    stage.ends('B')?;
    Ok(set.remove()?)
}

fn free_run(lesson: &mut Lesson) -> lesson::Result {
    lesson.step(format_args!("{WALKERS} processes, {ROUNDS} rounds"))?;
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let set = SemaphoreSet::create(Key::PRIVATE, &[WALKERS, 0, 0], Mode::OWNER)?
        .remove_on_drop();
    let mut walkers = (0..WALKERS)
        .map(|number| lesson.spawn("walker", &[&segment, &set, &number]))
        .collect::<lesson::Result<Vec<_>>>()?;
    lesson.start_together(&mut walkers)?;
    let wrong = sum_of_answers(lesson, &mut walkers, &mut [])?;
    lesson.result(format_args!("{ROUNDS} rounds, out of step {wrong}"))?;
    set.remove()?;
    Ok(segment.remove()?)
}

/// In another process: tells how often somebody was behind, or more than a round ahead.
pub fn walker(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let set: SemaphoreSet = lesson.args.take("SEMAPHORES")?;
    let number: usize = lesson.args.take("NUMBER")?;
    let rounds = segment.attach_as::<[AtomicU64; WALKERS as usize]>()?;
    lesson.answer("ready")?;
    lesson.hear()?;
    let mut wrong = 0u64;
    for round in 1..=ROUNDS {
        rounds[number].store(round, Ordering::Relaxed);
        let from = ((round - 1) % 3) as u16;
        set.operate(&[Operation::wait(from), Operation::signal((from + 1) % 3)])?;
        set.operate(&[Operation::wait_for_zero(from)])?;
        let all = rounds.iter().map(|round| round.load(Ordering::Relaxed));
        wrong += all.filter(|at| !(round..=round + 1).contains(at)).count() as u64;
        lesson.trace(false);
    }
    lesson.trace(true);
    rounds.detach()?;
    lesson.answer(wrong)
}
