//! A consumer dies between taking an item and giving its slot back.

use std::sync::atomic::Ordering;

use shm_workbook::lesson::{self, Lesson};
use shm_workbook::{Key, Mode, RemoveOnDrop, Segment, SemaphoreSet};

use crate::guarded::produce;
use crate::hand::BUFFER;
use crate::ring::{EMPTY, Ends, FULL, Ring, create_set, size};
use crate::stage::Stage;

const SLOTS: u16 = 2;

// ANCHOR: killed
pub fn undo_on_the_mutex(lesson: &mut Lesson) -> lesson::Result {
    lesson.step("A consumer is killed; SEM_UNDO on the mutex only")?;
    let (segment, set) = two_slots()?;
    let ring = segment.attach_as::<Ring>()?;
    let mut stage =
        Stage::start(lesson, "PC", "hand", &[&segment, &set])?.with(*set, BUFFER);
    produce(&mut stage, "put 10")?;
    produce(&mut stage, "put 11")?;
    stage.all('C', &["full-1", "mutex-1~", "look", "take"])?;
    stage.kill('C')?;
    count(lesson, &ring, *set)?;
    lesson.notice(
        "The kernel has given back the mutex, and the others can go on. Nobody gives back the \
         slot: the ring has one slot less, for ever.",
    )?;
    stage.ends('P')?;
    repair(lesson, &ring, *set)?;
    ring.detach()?;
    set.remove()?;
    Ok(segment.remove()?)
}

pub fn undo_on_the_counts(lesson: &mut Lesson) -> lesson::Result {
    lesson.step("The same with SEM_UNDO on all three: a count that is not true")?;
    let (segment, set) = two_slots()?;
    let ring = segment.attach_as::<Ring>()?;
    let mut stage =
        Stage::start(lesson, "PCD", "hand", &[&segment, &set])?.with(*set, BUFFER);
    produce(&mut stage, "put 10")?;
    produce(&mut stage, "put 11")?;
    stage.all('C', &["full-1~", "mutex-1~", "look", "take"])?;
    stage.kill('C')?;
    count(lesson, &ring, *set)?;
    lesson.notice(
        "The counts add up again, and one is a lie: full says 2, and the ring holds one item. Two \
         consumers will be let in for it.",
    )?;
    repair(lesson, &ring, *set)?;
    stage.all(
        'D',
        &[
            "full-1~", "mutex-1~", "look", "take", "mutex+1~", "empty+1~",
        ],
    )?;
    stage.ends('D')?;
    count(lesson, &ring, *set)?;
    lesson.notice(
        "D did everything right and came to its own end. Its notes say +1 for full and -1 for \
         empty, and the kernel carried them out: a hand-off was taken back. SEM_UNDO is for locks.",
    )?;
    stage.ends('P')?;
    ring.detach()?;
    set.remove()?;
    Ok(segment.remove()?)
}
// ANCHOR_END: killed

/// What the semaphores say, beside what the ring says.
fn count(lesson: &Lesson, ring: &Ring, set: SemaphoreSet) -> lesson::Result {
    lesson.trace(false);
    let values = set.values();
    lesson.trace(true);
    let values = values?;
    let inside = inside(ring);
    let [empty, full, _] = values[..] else {
        return Ok(());
    };
    lesson.result(format_args!(
        "empty {empty} + full {full} = {}, slots {SLOTS}; items in the ring {inside}",
        empty + full
    ))
}

// ANCHOR: repair
/// With nobody at work: the ring knows how many items it holds, so both counts can be set anew.
fn repair(lesson: &Lesson, ring: &Ring, set: SemaphoreSet) -> lesson::Result {
    let inside = inside(ring);
    set.set_value(FULL, inside)?;
    set.set_value(EMPTY, SLOTS - inside.min(SLOTS))?;
    lesson.notice(
        "To live with it: a supervisor notices the death (waitpid), lets nobody in, counts what \
         the ring holds, and sets both counts by it. The item that the dead one had taken is lost.",
    )?;
    count(lesson, ring, set)
}
// ANCHOR_END: repair

fn inside(ring: &Ring) -> u16 {
    let Ends { put, taken, .. } = &ring.header;
    let put = put.load(Ordering::Relaxed);
    let inside = put.wrapping_sub(taken.load(Ordering::Relaxed));
    inside.min(u64::from(SLOTS)) as u16
}

fn two_slots() -> lesson::Result<(RemoveOnDrop<Segment>, RemoveOnDrop<SemaphoreSet>)> {
    let segment = Segment::create(Key::PRIVATE, size(SLOTS), Mode::OWNER)?;
    let segment = segment.remove_on_drop();
    Ok((segment, create_set(SLOTS)?.remove_on_drop()))
}
