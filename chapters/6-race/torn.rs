//! A second race, on data: a copy that is half one message and half another.

use std::time::Instant;

use shm_workbook::lesson::{self, Child, Lesson, parse};
use shm_workbook::{Attachment, Bytes, Key, Mode, Segment};

use crate::messages::{LENGTHS, NEW, OLD, SIZE, TIME, messages};

/// Where the forced order stops in the middle of a message.
const HALF: usize = 12;

// ANCHOR: forced
/// The scribe writes one half at a time, and the copier copies in between.
pub fn forced(lesson: &mut Lesson) -> lesson::Result {
    lesson.step("A race on data, forced: copied while it is written")?;
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let memory = segment.attach()?;
    memory.write(0, OLD)?;
    let (mut scribe, mut copier) = start(lesson, *segment)?;
    lesson.say(format_args!("{:COLUMN$}copier", "scribe"))?;
    for order in ["copy", "first half", "copy", "second half", "copy"] {
        if order == "copy" {
            copier.tell(order)?;
            lesson.say(format_args!("{:COLUMN$}{}", "", copier.answer(lesson)?))?;
        } else {
            scribe.tell(order)?;
            lesson.say(scribe.answer(lesson)?)?;
        }
    }
    scribe.succeed(lesson)?;
    copier.succeed(lesson)?;
    lesson.notice(
        "The second copy is torn: a message that nobody wrote. Every byte of it is intact; the \
         only thing missing is that the whole message is one step.",
    )?;
    memory.detach()?;
    Ok(segment.remove()?)
}
// ANCHOR_END: forced

/// The scribe alternates two messages, the copier copies, and nobody keeps them apart.
pub fn left_to_itself(lesson: &mut Lesson) -> lesson::Result {
    lesson.step("The same left to itself, with short and long messages")?;
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let memory = segment.attach()?;
    let (mut scribe, mut copier) = start(lesson, *segment)?;
    for length in LENGTHS {
        // Otherwise the first copies would find zeros, which are not a message either.
        memory.write(0, &messages(length)[0])?;
        scribe.tell(&length.to_string())?;
        copier.tell(&length.to_string())?;
        scribe.answer(lesson)?;
        lesson.result(format_args!("{length} bytes: {}", copier.answer(lesson)?))?;
    }
    scribe.succeed(lesson)?;
    copier.succeed(lesson)?;
    lesson.notice(
        "The figures differ from run to run: with the number of processors, with the length, with \
         how fast each side is. A run without a torn copy would prove nothing.",
    )?;
    memory.detach()?;
    Ok(segment.remove()?)
}

fn start(lesson: &Lesson, segment: Segment) -> lesson::Result<(Child, Child)> {
    let mut scribe = lesson.spawn("scribe", &[&segment])?;
    let mut copier = lesson.spawn("copier", &[&segment])?;
    scribe.answer(lesson)?;
    copier.answer(lesson)?;
    Ok((scribe, copier))
}

/// In another process: writes half a message at a time, or alternates two messages of a length.
pub fn scribe(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let memory = segment.attach()?;
    lesson.answer("ready")?;
    while let Some(order) = lesson.hear()? {
        match order.as_str() {
            "first half" => memory.write(0, &NEW[..HALF])?,
            "second half" => memory.write(HALF, &NEW[HALF..])?,
            length => alternate(&memory, parse(length)?)?,
        }
        lesson.answer(order)?;
    }
    Ok(memory.detach()?)
}

/// In another process: copies once, or counts the torn among many copies.
pub fn copier(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let memory = segment.attach()?;
    lesson.answer("ready")?;
    while let Some(order) = lesson.hear()? {
        if order == "copy" {
            let mut copy = [0; OLD.len()];
            memory.read(0, &mut copy)?;
            lesson.answer(format_args!("{:?}", String::from_utf8_lossy(&copy)))?;
        } else {
            lesson.answer(count(&memory, parse(&order)?)?)?;
        }
    }
    Ok(memory.detach()?)
}

// ANCHOR: loops
fn alternate(memory: &Attachment<Bytes>, length: usize) -> lesson::Result {
    let messages = messages(length);
    let end = Instant::now() + TIME;
    loop {
        for message in &messages {
            memory.write(0, message)?;
        }
        if Instant::now() >= end {
            return Ok(());
        }
    }
}

/// What a copy should be is known, so whatever differs is torn.
fn count(memory: &Attachment<Bytes>, length: usize) -> lesson::Result<String> {
    let messages = messages(length);
    let (mut copies, mut torn) = (0u64, 0u64);
    let mut copy = vec![0; length];
    let end = Instant::now() + TIME;
    loop {
        memory.read(0, &mut copy)?;
        copies += 1;
        torn += u64::from(!messages.contains(&copy));
        if Instant::now() >= end {
            let whole = copies - torn;
            return Ok(format!("{copies} copies, {whole} whole, {torn} torn"));
        }
    }
}
// ANCHOR_END: loops

const COLUMN: usize = 16;
