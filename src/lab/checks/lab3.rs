//! Lab 3: pass a text from one program to another.

use std::time::Instant;

use shm_workbook::{Attachment, ReadOnly, Segment};

use super::lab3_memory::{
    CAPACITY, FULL, SIZE, TEXT_AT, contents, delivered, holds, message, read, text, write,
};
use super::{key, random_bytes};
use crate::bench::Bench;
use crate::catalogue::checks;
use crate::ended::{End, Ended};
use crate::kernel;
use crate::tracer::{self, Next};
use crate::verdict::{Judged, Objection};
use crate::words::Word;

checks! {
    2 "lab3.format"         format         "the writer keeps to the layout";
    2 "lab3.round-trip"     round_trip     "what one writes, the other reads";
    1 "lab3.reads-ours"     reads_ours     "reads what another program wrote";
    2 "lab3.publishes-last" publishes_last "the state is stored last";
    1 "lab3.missing"        missing        "no such key: ENOENT, and nothing created";
    1 "lab3.key-taken"      key_taken      "the key is taken: EEXIST";
    1 "lab3.not-full"       not_full       "an unwritten segment: EAGAIN";
    1 "lab3.longest"        longest        "the longest text that fits";
    1 "lab3.too-long"       too_long       "one byte more: EMSGSIZE";
    2 "lab3.length-lie"     length_lie     "the length in memory is a lie";
    1 "lab3.small-segment"  small_segment  "a segment that is too small";
    1 "lab3.any-bytes"      any_bytes      "a text that is not UTF-8";
    1 "lab3.two-at-once"    two_at_once    "two writers at once: one wins";
}

fn format(bench: &Bench) -> Judged {
    let (key, text) = (key(), text());
    holds(&write(bench, key, text.as_bytes())?, key, text.as_bytes())
}

fn round_trip(bench: &Bench) -> Judged {
    let (key, text) = (key(), text());
    write(bench, key, text.as_bytes())?.succeeded()?;
    bench.prepare(format!("{} write {key} …; ", bench.shown()));
    delivered(&read(bench, key)?, key, text.as_bytes())
}

fn reads_ours(bench: &Bench) -> Judged {
    let (key, text) = (key(), text());
    // What an earlier, longer text left behind the new one must not be printed.
    let mut bytes = text.clone().into_bytes();
    bytes.extend(b"leftover of an earlier text");
    let length = u32::try_from(text.len()).unwrap_or(0);
    let _segment = message(key, SIZE, length, FULL, &bytes)?;
    delivered(&read(bench, key)?, key, text.as_bytes())
}

fn missing(bench: &Bench) -> Judged {
    let key = key();
    let ended = read(bench, key)?;
    ended.refused(
        "shmget",
        "ENOENT",
        "The reader looks the key up without IPC_CREAT. With it, it would make an empty \
         segment itself and read nothing.",
    )?;
    if kernel::segment_with_key(key).is_none() {
        return Ok(());
    }
    Err(ended.objection(
        "no new segment",
        "A reader that creates has nothing to read.",
    ))
}

fn key_taken(bench: &Bench) -> Judged {
    let key = key();
    let before = random_bytes(CAPACITY);
    let taken = message(key, SIZE, 5, 0, &before)?;
    let ended = write(bench, key, text().as_bytes())?;
    ended.refused(
        "shmget",
        "EEXIST",
        "The key belongs to somebody else's segment. The writer creates with IPC_EXCL, so \
         that it never writes into one that it did not make.",
    )?;
    if contents(taken.id())? == (5, 0, before) {
        return Ok(());
    }
    Err(ended.objection(
        "the segment that had the key, unchanged",
        "Report the error and write nothing.",
    ))
}

fn longest(bench: &Bench) -> Judged {
    let key = key();
    let (text, word) = ("0".repeat(CAPACITY), Word::zeros(CAPACITY));
    let ended = bench.run(&[Word::from("write"), Word::from(key), word])?;
    holds(&ended, key, text.as_bytes())?;
    delivered(&read(bench, key)?, key, text.as_bytes())
}

fn too_long(bench: &Bench) -> Judged {
    let key = key();
    let word = Word::zeros(CAPACITY + 1);
    let ended = bench.run(&[Word::from("write"), Word::from(key), word])?;
    ended.refused(
        "write",
        "EMSGSIZE",
        "1024 bytes less the 8 in front leave room for 1016. Compare before shmget, and \
         refuse one more.",
    )?;
    if kernel::segment_with_key(key).is_none() {
        return Ok(());
    }
    Err(ended.objection("no segment was created", "Compare first, create second."))
}

/// A reader must refuse this segment, print nothing, and leave it as it is.
fn refuses(segment: &Segment, ended: &Ended, errno: &str, idea: &str) -> Judged {
    let row = kernel::segment(segment.id());
    ended.refused("read", errno, idea)?;
    if !ended.stdout.is_empty() {
        return Err(ended.objection("nothing on stdout", idea));
    }
    if row.is_none_or(|row| row.is_marked()) {
        return Err(ended.objection(
            "the segment is still there: it may be somebody else's",
            "Remove it only after you have read a text from it.",
        ));
    }
    Ok(())
}

fn length_lie(bench: &Bench) -> Judged {
    let random = fastrand::u32(2000..1_000_000);
    for length in [1017, random, u32::MAX] {
        let key = key();
        bench.remark(format!("the segment holds length {length}, state 1"));
        let segment = message(key, SIZE, length, FULL, &random_bytes(CAPACITY))?;
        let ended = read(bench, key)?;
        refuses(
            &segment,
            &ended,
            "EBADMSG",
            "The length came from memory that others write. Load it once, compare that \
             number with 1016, and use that very number.",
        )?;
    }
    Ok(())
}

fn small_segment(bench: &Bench) -> Judged {
    let key = key();
    bench.remark("the segment has 100 bytes, and holds length 500, state 1");
    let _segment = message(key, 100, 500, FULL, b"too small")?;
    let ended = read(bench, key)?;
    ended.refused(
        "shmget",
        "EINVAL",
        "Pass 1024 as the size when you look the key up: then the kernel refuses a smaller \
         segment. With size 0 it accepts any.",
    )
}

fn not_full(bench: &Bench) -> Judged {
    let key = key();
    bench.remark("the segment holds state 0");
    let text = text();
    let length = u32::try_from(text.len()).unwrap_or(0);
    let segment = message(key, SIZE, length, 0, text.as_bytes())?;
    let ended = read(bench, key)?;
    refuses(
        &segment,
        &ended,
        "EAGAIN",
        "A segment that exists may still be unwritten. Read the state before the rest.",
    )
}

fn any_bytes(bench: &Bench) -> Judged {
    let first = key();
    let mut text = random_bytes(100);
    text.retain(|byte| *byte != 0);
    text.extend([0xff, 0xc0, b'!']);
    // A text that began with `-` would be an option to many a program.
    text.insert(0, 0xfe);
    holds(&write(bench, first, &text)?, first, &text)?;
    delivered(&read(bench, first)?, first, &text)?;
    // No argument can hold a NUL. A segment can.
    let second = key();
    text.extend(b"\0after");
    let length = u32::try_from(text.len()).unwrap_or(0);
    let _segment = message(second, SIZE, length, FULL, &text)?;
    delivered(&read(bench, second)?, second, &text)
}

/// Steps through the writer, instruction by instruction, from the moment it is attached, and
/// looks at the memory when the state becomes 1 for the first time.
fn publishes_last(bench: &Bench) -> Judged {
    let (key, text) = (key(), text());
    let words = [
        Word::from("write"),
        Word::from(key),
        Word::from(text.as_str()),
    ];
    let mut session = bench.start_traced(&words)?;
    drop(session.stdin.take());
    let mut memory = None;
    let mut published = None;
    let until = Instant::now() + bench.limit / 2;
    tracer::follow(&session, |_| {
        if memory.is_none() {
            let row = kernel::segment_with_key(key).filter(|row| row.attached > 0);
            memory = row.and_then(|row| Segment::from_id(row.id).attach_read_only().ok());
        }
        let Some(memory) = &memory else {
            return Next::Call;
        };
        published = at_publication(memory);
        if published.is_some() || Instant::now() > until {
            Next::Free
        } else {
            Next::Step
        }
    })?;
    let ended = session.finish();
    ended.succeeded()?;
    let Some(bytes) = published else {
        if Instant::now() > until {
            let reason = "the program takes too many instructions to be followed by each";
            return Err(Objection::CannotJudge(reason.to_string()));
        }
        return Err(ended.objection(
            "state 1 at some moment while the writer was attached",
            "Store 1 into the u32 at offset 4 of the segment.",
        ));
    };
    let length = u32::try_from(text.len()).unwrap_or(0).to_ne_bytes();
    if bytes[..4] == length && bytes[TEXT_AT..].starts_with(text.as_bytes()) {
        return Ok(());
    }
    let seen = String::from_utf8_lossy(&bytes[TEXT_AT..TEXT_AT + 16]).into_owned();
    let objection = ended.objection(
        format!("length {length:?} and the text complete when the state becomes 1"),
        "A reader may look at any moment. Store the state last, with Ordering::Release.",
    );
    Err(objection.with(format!(
        "at that moment: length {:?}, text {seen:?}…",
        &bytes[..4]
    )))
}

/// The whole segment, if its state is not 0.
fn at_publication(memory: &Attachment<ReadOnly>) -> Option<[u8; SIZE]> {
    let mut state = [0; 4];
    memory.read(4, &mut state).ok()?;
    let mut bytes = [0; SIZE];
    if state == [0; 4] {
        return None;
    }
    memory.read(0, &mut bytes).ok()?;
    Some(bytes)
}

fn two_at_once(bench: &Bench) -> Judged {
    let key = key();
    let texts = [text(), text()];
    let start = |text: &String| {
        bench.start(&[
            Word::from("write"),
            Word::from(key),
            Word::from(text.as_str()),
        ])
    };
    let (mut first, mut second) = (start(&texts[0])?, start(&texts[1])?);
    let (first, second) = (first.finish(), second.finish());
    let winner = usize::from(first.end != End::Exited(0));
    let (won, lost) = if winner == 0 {
        (first, second)
    } else {
        (second, first)
    };
    won.succeeded()?;
    lost.refused(
        "shmget",
        "EEXIST",
        "Two writers, one key: only one may create the segment.",
    )?;
    let text = texts[winner].as_bytes();
    holds(&won, key, text)?;
    delivered(&read(bench, key)?, key, text)
}
