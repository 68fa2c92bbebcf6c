//! The document's writer, with every call checked.

use shm_workbook::lesson::{self, Failure, Lesson};
use shm_workbook::{Errno, Key, Mode, RemoveOnDrop, Segment};

use crate::{SIZE, vanished};

/// Somebody else may create or remove the key between two of our calls; not for ever, though.
const TRIES: u32 = 100;

// ANCHOR: write
/// Writes the text into a segment with this key, and leaves it there for a reader.
pub fn write(lesson: &mut Lesson, key: Key, text: &str) -> lesson::Result {
    let bytes = check(text)?;
    let segment = create(lesson, key)?;
    let attachment = segment.attach()?;
    // ANCHOR: publish
    // The first byte last: as long as it is NUL, a reader sees that there is no text yet. And
    // with release: who sees this byte sees all the others, too.
    attachment.write(1, &bytes[1..])?;
    attachment.store_release(0, bytes[0])?;
    // ANCHOR_END: publish
    lesson.answer(format_args!("Data written to shared memory: {text}"))?;
    attachment.detach()?;
    segment.keep();
    Ok(())
}
// ANCHOR_END: write

// ANCHOR: check
/// The text as it will stand in the segment, with its NUL; refused before a byte has changed.
fn check(text: &str) -> lesson::Result<Vec<u8>> {
    let refuse = |what: String| {
        let help = format!(
            "a text has 1 to {} bytes, and none of them is NUL",
            SIZE.get() - 1
        );
        Err(Failure::Other { what, help })
    };
    match text.len() {
        0 => refuse("an empty text looks like no text".into()),
        length if length >= SIZE.get() => refuse(format!("the text has {length} bytes")),
        _ if text.contains('\0') => refuse("the text has a NUL inside".into()),
        _ => Ok([text.as_bytes(), b"\0"].concat()),
    }
}
// ANCHOR_END: check

// ANCHOR: create
/// Creates the segment. One that an earlier run of ours left behind is replaced, so that a
/// killed program never blocks the next. Replaced, not overwritten: whoever still reads the
/// old text keeps it whole.
fn create(lesson: &Lesson, key: Key) -> lesson::Result<RemoveOnDrop<Segment>> {
    for _ in 0..TRIES {
        match Segment::create(key, SIZE, Mode::OWNER) {
            Ok(segment) => return Ok(segment.remove_on_drop()),
            Err(error) if error.errno() == Some(Errno::EEXIST) => {}
            Err(error) => return Err(error.into()),
        }
        match replaceable(key) {
            Ok(left_behind) => {
                lesson
                    .notice("An earlier run left this segment behind: it is replaced.")?;
                left_behind.remove()?;
            }
            // A reader was faster: it has removed the segment. Then the key is free now.
            Err(Failure::Library(error)) if vanished(&error) => {}
            Err(failure) => return Err(failure),
        }
    }
    Err(foreign(
        key,
        "it comes and goes: somebody else uses it at this moment",
    ))
}
// ANCHOR_END: create

// ANCHOR: foreign
/// The segment with this key, if it is as ours would be: our user's, and of the right size.
fn replaceable(key: Key) -> lesson::Result<Segment> {
    let segment = Segment::open(key)?;
    let stat = match segment.stat() {
        Err(error) if error.errno() == Some(Errno::EACCES) => {
            return Err(foreign(key, "it belongs to another user"));
        }
        stat => stat?,
    };
    let me = nix::unistd::geteuid().as_raw();
    match (
        stat.owner == me && stat.creator == me,
        stat.size == SIZE.get(),
    ) {
        (false, _) => Err(foreign(key, "it belongs to another user")),
        (true, false) => Err(foreign(
            key,
            &format!("it has {} bytes, not {SIZE}", stat.size),
        )),
        (true, true) => Ok(segment),
    }
}
// ANCHOR_END: foreign

fn foreign(key: Key, why: &str) -> Failure {
    Failure::Other {
        what: format!("the key {key} ({}) is taken, and {why}", key.number()),
        help: "it was left alone; choose another key with --key, for both sides".into(),
    }
}
