//! Chapter 6's scribe and copier, one line apart: each asks for the permit before it touches the
//! message.

use std::time::Instant;

use shm_workbook::lesson::{self, Lesson, parse};
use shm_workbook::{Attachment, Bytes, Key, Mode, Segment, Semaphore};

use crate::messages::{LENGTHS, SIZE, TIME, messages};

/// The scribe alternates two messages, the copier copies, one at a time.
pub fn guarded(lesson: &mut Lesson, semaphore: Semaphore) -> lesson::Result {
    lesson.step("Messages, one at a time: no copy is torn")?;
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let memory = segment.attach()?;
    let mut scribe = lesson.spawn("scribe", &[&segment, &semaphore])?;
    let mut copier = lesson.spawn("copier", &[&segment, &semaphore])?;
    scribe.answer(lesson)?;
    copier.answer(lesson)?;
    for length in LENGTHS {
        // Nobody else is at work yet, so this needs no permit.
        memory.write(0, &messages(length)[0])?;
        scribe.tell(&length.to_string())?;
        copier.tell(&length.to_string())?;
        scribe.answer(lesson)?;
        lesson.result(format_args!("{length} bytes: {}", copier.answer(lesson)?))?;
    }
    scribe.succeed(lesson)?;
    copier.succeed(lesson)?;
    lesson.notice(
        "Each copy is whole. A message is one step now, since both sides ask for the same permit. \
         It would not do if only one side asked.",
    )?;
    memory.detach()?;
    Ok(segment.remove()?)
}

/// In another process: alternates two messages of the lengths that it hears.
pub fn scribe(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let semaphore: Semaphore = lesson.args.take("SEMAPHORE")?;
    let memory = segment.attach()?;
    lesson.answer("ready")?;
    while let Some(length) = lesson.hear()? {
        alternate(lesson, &memory, semaphore, parse(&length)?)?;
        lesson.answer("done")?;
    }
    lesson.trace(true);
    Ok(memory.detach()?)
}

/// In another process: counts the torn among many copies.
pub fn copier(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let semaphore: Semaphore = lesson.args.take("SEMAPHORE")?;
    let memory = segment.attach()?;
    lesson.answer("ready")?;
    while let Some(length) = lesson.hear()? {
        let counted = count(lesson, &memory, semaphore, parse(&length)?)?;
        lesson.answer(counted)?;
    }
    lesson.trace(true);
    Ok(memory.detach()?)
}

// ANCHOR: loops
fn alternate(
    lesson: &Lesson,
    memory: &Attachment<Bytes>,
    semaphore: Semaphore,
    length: usize,
) -> lesson::Result {
    let messages = messages(length);
    let end = Instant::now() + TIME;
    loop {
        for message in &messages {
            let permit = semaphore.acquire()?;
            memory.write(0, message)?;
            permit.release()?;
            // The first round is shown; the others make the same calls.
            lesson.trace(false);
        }
        if Instant::now() >= end {
            return Ok(());
        }
    }
}

fn count(
    lesson: &Lesson,
    memory: &Attachment<Bytes>,
    semaphore: Semaphore,
    length: usize,
) -> lesson::Result<String> {
    let messages = messages(length);
    let (mut copies, mut torn) = (0u64, 0u64);
    let mut copy = vec![0; length];
    let end = Instant::now() + TIME;
    loop {
        let permit = semaphore.acquire()?;
        memory.read(0, &mut copy)?;
        permit.release()?;
        lesson.trace(false);
        copies += 1;
        torn += u64::from(!messages.contains(&copy));
        if Instant::now() >= end {
            let whole = copies - torn;
            return Ok(format!("{copies} copies, {whole} whole, {torn} torn"));
        }
    }
}
// ANCHOR_END: loops
