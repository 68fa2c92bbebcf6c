//! The reader: what it prints, and what it refuses.

use shm_workbook::Segment;
use shm_workbook::procfs::sysvipc;

use super::memory::{CAPACITY, FULL, SIZE, delivered, holds, message, read, text, write};
use crate::checks::provided::{key, random_bytes};
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::verdict::Judged;

pub fn round_trip(trial: &Trial) -> Judged {
    let (key, text) = (key()?, text());
    write(trial, key, text.as_bytes())?.succeeded()?;
    trial.prepare(format!("{} write {key} …; ", trial.shown()));
    delivered(&read(trial, key)?, key, text.as_bytes())
}

pub fn reads_ours(trial: &Trial) -> Judged {
    let (key, text) = (key()?, text());
    // What an earlier, longer text left behind the new one must not be printed.
    let mut bytes = text.clone().into_bytes();
    bytes.extend(b"leftover of an earlier text");
    let length = u32::try_from(text.len()).unwrap_or(0);
    let _segment = message(key, SIZE, length, FULL, &bytes)?;
    delivered(&read(trial, key)?, key, text.as_bytes())
}

pub fn missing(trial: &Trial) -> Judged {
    let key = key()?;
    let ended = read(trial, key)?;
    ended.refused(
        "shmget",
        "ENOENT",
        "The reader looks the key up without IPC_CREAT. With it, it would make an empty \
         segment itself and read nothing.",
    )?;
    if sysvipc::segment_with_key(key)?.is_none() {
        return Ok(());
    }
    Err(ended.objection(
        "no new segment",
        "A reader that creates has nothing to read.",
    ))
}

/// A reader must refuse this segment, print nothing, and leave it as it is.
fn refuses(segment: &Segment, ended: &Ended, errno: &str, idea: &str) -> Judged {
    let row = sysvipc::segment(segment.id())?;
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

pub fn length_lie(trial: &Trial) -> Judged {
    let random = fastrand::u32(2000..1_000_000);
    for length in [1017, random, u32::MAX] {
        let key = key()?;
        trial.remark(format!("the segment holds length {length}, state 1"));
        let segment = message(key, SIZE, length, FULL, &random_bytes(CAPACITY))?;
        let ended = read(trial, key)?;
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

pub fn small_segment(trial: &Trial) -> Judged {
    let key = key()?;
    trial.remark("the segment has 100 bytes, and holds length 500, state 1");
    let _segment = message(key, 100, 500, FULL, b"too small")?;
    let ended = read(trial, key)?;
    ended.refused(
        "shmget",
        "EINVAL",
        "Pass 1024 as the size when you look the key up: then the kernel refuses a smaller \
         segment. With size 0 it accepts any.",
    )
}

pub fn not_full(trial: &Trial) -> Judged {
    let key = key()?;
    trial.remark("the segment holds state 0");
    let text = text();
    let length = u32::try_from(text.len()).unwrap_or(0);
    let segment = message(key, SIZE, length, 0, text.as_bytes())?;
    let ended = read(trial, key)?;
    refuses(
        &segment,
        &ended,
        "EAGAIN",
        "A segment that exists may still be unwritten. Read the state before the rest.",
    )
}

pub fn any_bytes(trial: &Trial) -> Judged {
    let first = key()?;
    let mut text = random_bytes(100);
    text.retain(|byte| *byte != 0);
    text.extend([0xff, 0xc0, b'!']);
    // A text that began with `-` would be an option to many a program.
    text.insert(0, 0xfe);
    holds(&write(trial, first, &text)?, first, &text)?;
    delivered(&read(trial, first)?, first, &text)?;
    // No argument can hold a NUL. A segment can.
    let second = key()?;
    text.extend(b"\0after");
    let length = u32::try_from(text.len()).unwrap_or(0);
    let _segment = message(second, SIZE, length, FULL, &text)?;
    delivered(&read(trial, second)?, second, &text)
}
