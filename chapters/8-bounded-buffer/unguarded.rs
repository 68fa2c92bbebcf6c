//! The ring without semaphores, in two orders that go wrong every time.

use shm_workbook::lesson::{self, Lesson};
use shm_workbook::{Key, Mode, Segment};

use crate::ring::{Ring, size};
use crate::stage::Stage;

// ANCHOR: overwritten
pub fn overwritten(lesson: &mut Lesson) -> lesson::Result {
    lesson.step("Without semaphores: overwritten before it is read")?;
    let segment = Segment::create(Key::PRIVATE, size(2), Mode::OWNER)?.remove_on_drop();
    let ring = segment.attach_as::<Ring>()?;
    let mut stage = Stage::start(lesson, "PC", "hand", &[&segment])?;
    stage.all('P', &["put 10", "put 11", "put 12"])?;
    let mut taken = Vec::new();
    for _ in 0..3 {
        stage.does('C', "look")?;
        taken.push(stage.does('C', "take")?);
    }
    lesson.result(format_args!("put 10 11 12, taken {}", taken.join(" ")))?;
    lesson.notice(
        "Two slots, three items: the third was stored over the first, which nobody has read. And C \
         has read the third twice: P counts what it puts, but nothing makes it wait.",
    )?;
    stage.ends('P')?;
    stage.ends('C')?;
    ring.detach()?;
    Ok(segment.remove()?)
}
// ANCHOR_END: overwritten

// ANCHOR: twice
pub fn read_twice(lesson: &mut Lesson) -> lesson::Result {
    lesson.step("Without semaphores: read twice")?;
    let segment = Segment::create(Key::PRIVATE, size(2), Mode::OWNER)?.remove_on_drop();
    let mut stage = Stage::start(lesson, "PCD", "hand", &[&segment])?;
    stage.all('P', &["put 10", "put 11"])?;
    stage.does('C', "look")?;
    stage.does('D', "look")?;
    let [first, second] = [stage.does('C', "take")?, stage.does('D', "take")?];
    lesson.result(format_args!("put 10 11, taken {first} {second}"))?;
    lesson.notice(
        "Chapter 6's lost update, in a new place: both have loaded the same count before either \
         stored it. One item arrives twice, and the other is still there, as if never read.",
    )?;
    for who in "PCD".chars() {
        stage.ends(who)?;
    }
    Ok(segment.remove()?)
}
// ANCHOR_END: twice
