//! The writer: what it makes, and what it refuses.

use shm_workbook::procfs::sysvipc;

use super::memory::{
    CAPACITY, SIZE, contents, delivered, holds, message, read, text, to_write, write,
};
use crate::checks::provided::{key, random_bytes};
use crate::trial::Trial;
use crate::trial::ended::End;
use crate::verdict::Judged;
use crate::words::Word;

pub fn format(trial: &Trial) -> Judged {
    let (key, text) = (key()?, text());
    holds(&write(trial, key, text.as_bytes())?, key, text.as_bytes())
}

pub fn key_taken(trial: &Trial) -> Judged {
    let key = key()?;
    let before = random_bytes(CAPACITY);
    let taken = message(key, SIZE, 5, 0, &before)?;
    let ended = write(trial, key, text().as_bytes())?;
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

pub fn longest(trial: &Trial) -> Judged {
    let key = key()?;
    let (text, word) = ("0".repeat(CAPACITY), Word::zeros(CAPACITY));
    let ended = trial.run(&to_write(key, word))?;
    holds(&ended, key, text.as_bytes())?;
    delivered(&read(trial, key)?, key, text.as_bytes())
}

pub fn too_long(trial: &Trial) -> Judged {
    let key = key()?;
    let word = Word::zeros(CAPACITY + 1);
    let ended = trial.run(&to_write(key, word))?;
    ended.refused(
        "write",
        "EMSGSIZE",
        "1024 bytes less the 8 in front leave room for 1016. Compare before shmget, and \
         refuse one more.",
    )?;
    if sysvipc::segment_with_key(key)?.is_none() {
        return Ok(());
    }
    Err(ended.objection("no segment was created", "Compare first, create second."))
}

pub fn two_at_once(trial: &Trial) -> Judged {
    let key = key()?;
    let texts = [text(), text()];
    let start = |text: &String| trial.start(&to_write(key, Word::from(text.as_str())));
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
    delivered(&read(trial, key)?, key, text)
}
