//! The document's reader, with every call checked and nothing in the segment believed.

use std::time::{Duration, Instant};

use shm_workbook::lesson::{self, Failure, Lesson};
use shm_workbook::{Attachment, Error, Key, ReadOnly, Segment};

use crate::protocol::{SIZE, vanished};

const PAUSE: Duration = Duration::from_millis(20);

// ANCHOR: read
/// Reads the text from the segment with this key, and removes the segment.
pub fn read(lesson: &mut Lesson, key: Key, patience: Duration) -> lesson::Result {
    let (attachment, first) = attach(lesson, key, patience)?;
    let text = copy(&attachment, first)?;
    lesson.result(format_args!("Data read from shared memory: {text}"))?;
    let (segment, size) = (attachment.segment(), attachment.size());
    attachment.detach()?;
    remove(segment, size)
}
// ANCHOR_END: read

// ANCHOR: attach
/// Attaches the segment once there is a text in it, and returns the text's first byte.
fn attach(
    lesson: &Lesson,
    key: Key,
    patience: Duration,
) -> lesson::Result<(Attachment<ReadOnly>, u8)> {
    let start = Instant::now();
    loop {
        let failure = match look(key) {
            Ok((attachment, 0)) => empty(attachment, key, patience)?,
            Ok(found) => {
                lesson.trace(true);
                return Ok(found);
            }
            Err(error) if vanished(&error) => {
                no_text(key, "nobody has created it", patience)
            }
            Err(error) => return Err(error.into()),
        };
        if start.elapsed() >= patience {
            return Err(failure);
        }
        // The first round is shown, and the one that finds a text; the others would say the same.
        lesson.hold_trace();
        lesson.wait(None, Some(PAUSE))?;
    }
}

/// It never creates: an empty segment of our own would only look like one with a text to come.
fn look(key: Key) -> Result<(Attachment<ReadOnly>, u8), Error> {
    let attachment = Segment::open(key)?.attach_read_only()?;
    // With acquire: if this byte is there, all that was written before it is seen, too.
    let first = attachment.load_acquire(0)?;
    Ok((attachment, first))
}
// ANCHOR_END: attach

// ANCHOR: copy
/// Copies once, checks the copy, and uses the copy. The segment may change meanwhile.
fn copy(attachment: &Attachment<ReadOnly>, first: u8) -> lesson::Result<String> {
    let mut copy = vec![0; attachment.size().min(SIZE.get())];
    attachment.read(1, &mut copy[1..])?;
    copy[0] = first;
    let Some(end) = copy.iter().position(|&byte| byte == 0) else {
        return Err(untrusted(format!(
            "the text does not end within {} bytes",
            copy.len()
        )));
    };
    match std::str::from_utf8(&copy[..end]) {
        Ok(text) => Ok(printable(text)),
        Err(error) => Err(untrusted(format!("the text is not UTF-8: {error}"))),
    }
}

/// What would steer the terminal is shown instead.
fn printable(text: &str) -> String {
    let show = |c: char| {
        if c.is_control() {
            c.escape_default().to_string()
        } else {
            c.into()
        }
    };
    text.chars().map(show).collect()
}
// ANCHOR_END: copy

// ANCHOR: remove
/// Removes the segment, but only one of the size that a writer of ours would give it.
fn remove(segment: Segment, size: usize) -> lesson::Result {
    if size != SIZE.get() {
        return Err(Failure::Other {
            what: format!("the segment has {size} bytes, not {SIZE}: it is not removed"),
            help: format!("if it is yours and no longer needed:\n`ipcrm -m {segment}`"),
        });
    }
    Ok(segment.remove()?)
}
// ANCHOR_END: remove

/// Nothing is in it yet, or never will be.
fn empty(
    attachment: Attachment<ReadOnly>,
    key: Key,
    patience: Duration,
) -> lesson::Result<Failure> {
    let size = attachment.size();
    attachment.detach()?;
    Ok(if size == SIZE.get() {
        no_text(key, "the segment with this key holds no text yet", patience)
    } else {
        no_writers(key, size)
    })
}

fn no_text(key: Key, why: &str, waited: Duration) -> Failure {
    let help = if waited.is_zero() {
        format!(
            "start the writer first, or wait for it:\n\
             `cargo run --bin chapter3 -- read --wait 10 --key {key}`"
        )
    } else {
        format!(
            "no writer came in {} seconds; start it in another terminal:\n\
             `cargo run --bin chapter3 -- write --key {key}`",
            waited.as_secs()
        )
    };
    let what = format!("key {key} ({}): {why}", key.number());
    Failure::Other { what, help }
}

/// An empty segment of another size will never get a text from a writer of ours.
fn no_writers(key: Key, size: usize) -> Failure {
    Failure::Other {
        what: format!(
            "key {key} ({}): no writer's segment: it has {size} bytes, not {SIZE}",
            key.number()
        ),
        help: "it was left alone; choose another key with --key, for both sides".into(),
    }
}

fn untrusted(what: String) -> Failure {
    let help =
        "whoever wrote it does not keep to the protocol; the segment was left alone"
            .into();
    Failure::Other { what, help }
}
