//! The document's writer, with every call checked.

use shm_workbook::lesson::{self, Failure, Lesson};
use shm_workbook::{Errno, Key, Mode, RemoveOnDrop, Segment, Stat};

use crate::protocol::{SIZE, vanished};

/// Somebody else may create or remove the key between two of our calls; not for ever, though.
const TRIES: u32 = 100;

/// What the document's writer in C gives its segment.
const DOCUMENTS_MODE: Mode = Mode::new(0o666);

// ANCHOR: write
/// Writes the text into a segment with this key, and leaves it there for a reader.
pub fn write(lesson: &mut Lesson, key: Key, text: &str) -> lesson::Result {
    let bytes = check(text)?;
    let segment = create(lesson, key)?;
    let attachment = segment.attach()?;
    // ANCHOR: publish
    // The first byte last: as long as it is NUL, a reader sees that there is no text yet. And
    // with release: whoever sees this byte sees all the others, too.
    attachment.write(1, &bytes[1..])?;
    attachment.store_release(0, bytes[0])?;
    // ANCHOR_END: publish
    lesson.result(format_args!("Data written to shared memory: {text}"))?;
    attachment.detach()?;
    lesson.leave(segment)
}
// ANCHOR_END: write

// ANCHOR: check
/// The text as it will be in the segment, with its NUL; refused before a byte has changed.
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
/// Creates the segment. One that looks like a leftover of an earlier run is replaced, so that a
/// killed program never blocks the next. Replaced, not overwritten: whoever attaches the old one
/// at this moment keeps its text whole.
fn create(lesson: &Lesson, key: Key) -> lesson::Result<RemoveOnDrop<Segment>> {
    for _ in 0..TRIES {
        match Segment::create(key, SIZE, Mode::OWNER) {
            Ok(segment) => return Ok(segment.remove_on_drop()),
            Err(error) if error.errno() == Some(Errno::EEXIST) => {}
            Err(error) => return Err(error.into()),
        }
        match replaceable(key) {
            Ok(left_behind) => {
                lesson.notice(
                    "A segment of yours, as a writer leaves it, has this key, and nobody is attached: \
                     it is replaced.",
                )?;
                left_behind.remove()?;
            }
            // A reader was faster: it has removed the segment. Then the key is free now.
            Err(Failure::Library(error)) if vanished(&error) => {}
            Err(failure) => return Err(failure),
        }
    }
    Err(never_free(key))
}
// ANCHOR_END: create

/// The segment with this key, if it is as a writer leaves it: our user's, of the right size and mode,
/// and not in use.
fn replaceable(key: Key) -> lesson::Result<Segment> {
    let segment = Segment::open(key)?;
    let stat = match segment.stat() {
        Err(error) if error.errno() == Some(Errno::EACCES) => {
            return Err(foreign(key, "it belongs to another user", None));
        }
        stat => stat?,
    };
    let me = nix::unistd::geteuid().as_raw();
    if (stat.owner, stat.creator) != (me, me) {
        return Err(foreign(key, "it belongs to another user", None));
    }
    match why_not(&stat) {
        Some(why) => Err(foreign(key, &why, Some(segment))),
        None => Ok(segment),
    }
}

/// What tells a segment of ours from one that a writer has left behind, in Rust or in C.
fn why_not(stat: &Stat) -> Option<String> {
    if stat.size != SIZE.get() {
        return Some(format!("it has {} bytes, not {SIZE}", stat.size));
    }
    if ![Mode::OWNER, DOCUMENTS_MODE].contains(&stat.mode) {
        let (ours, theirs) = (Mode::OWNER, DOCUMENTS_MODE);
        return Some(format!("its mode is {}, not {ours} or {theirs}", stat.mode));
    }
    (stat.attached > 0).then(|| "somebody is attached to it".into())
}

fn never_free(key: Key) -> Failure {
    foreign(
        key,
        "it comes and goes: somebody else is using it right now",
        None,
    )
}

/// The key is taken by what we do not touch. What is `ours`, the user may remove.
fn foreign(key: Key, why: &str, ours: Option<Segment>) -> Failure {
    let mut help =
        String::from("it was left alone; choose another key with --key, for both sides");
    if let Some(segment) = ours {
        help += &format!("; or, if it is no longer needed:\n`ipcrm -m {segment}`");
    }
    Failure::Other {
        what: format!("the key {key} ({}) is taken, and {why}", key.number()),
        help,
    }
}
