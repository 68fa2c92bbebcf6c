//! The reader: what it prints.

use shm_workbook::procfs::sysvipc;

use super::memory::{FULL, SIZE, delivered, holds, message, read, text, write};
use crate::checks::provided::{key, random_bytes};
use crate::trial::Trial;
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

pub fn empty(trial: &Trial) -> Judged {
    let key = key()?;
    holds(&write(trial, key, b"")?, key, b"")?;
    delivered(&read(trial, key)?, key, b"")
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
