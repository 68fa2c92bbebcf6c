//! The ring with its three semaphores: each step, and who sleeps when.

use shm_workbook::lesson::{self, Lesson};
use shm_workbook::{Key, Mode, Segment};

use crate::hand::BUFFER;
use crate::ring::{EMPTY, FULL, create_set, size};
use crate::stage::Stage;

pub fn full_and_empty(lesson: &mut Lesson) -> lesson::Result {
    lesson.step("Three semaphores: who sleeps when it is full, and when it is empty")?;
    let segment = Segment::create(Key::PRIVATE, size(1), Mode::OWNER)?.remove_on_drop();
    let set = create_set(1)?.remove_on_drop();
    let mut stage =
        Stage::start(lesson, "PC", "hand", &[&segment, &set])?.with(*set, BUFFER);
    lesson
        .notice("One slot. P may put: empty is 1. After each step the set's values.")?;
    // ANCHOR: sleepers
    produce(&mut stage, "put 10")?;
    stage.sleeps('P', "empty-1", EMPTY)?;
    lesson.notice("The buffer is full, and P sleeps until a slot is empty.")?;
    let first = consume(&mut stage)?;
    stage.wakes('P')?;
    stage.sleeps('C', "full-1", FULL)?;
    lesson.notice(
        "C gave the slot back, and the kernel gave it to P: empty never showed 1. Now the buffer \
         is empty, and C sleeps until a slot is full.",
    )?;
    stage.all('P', &["mutex-1~", "put 11", "mutex+1~", "full+1"])?;
    stage.wakes('C')?;
    let second = consume_behind_full(&mut stage)?;
    // ANCHOR_END: sleepers
    lesson.result(format_args!("put 10 11, taken {first} {second}"))?;
    stage.ends('P')?;
    stage.ends('C')?;
    set.remove()?;
    Ok(segment.remove()?)
}

/// One item in; the `~` is SEM_UNDO.
pub fn produce(stage: &mut Stage, put: &str) -> lesson::Result {
    stage.all('P', &["empty-1", "mutex-1~", put, "mutex+1~", "full+1"])
}

/// One item out.
fn consume(stage: &mut Stage) -> lesson::Result<String> {
    stage.does('C', "full-1")?;
    consume_behind_full(stage)
}

fn consume_behind_full(stage: &mut Stage) -> lesson::Result<String> {
    stage.all('C', &["mutex-1~", "look"])?;
    let item = stage.does('C', "take")?;
    stage.all('C', &["mutex+1~", "empty+1"])?;
    Ok(item)
}
