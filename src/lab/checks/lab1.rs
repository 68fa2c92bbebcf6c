//! Lab 1: create a segment, exclusively, for its owner alone.

use shm_workbook::procfs::sysvipc::{self, SegmentRow};

use super::output::{prints_nothing, prints_only};
use super::provided::{hexadecimal, key, keyed_segment, use_up_ids};
use super::{stay, usage};
use crate::checks::check::checks;
use crate::trial::Trial;
use crate::trial::ended::{End, Ended};
use crate::verdict::{Judged, Objection};
use crate::words::Word;

checks! {
    2 "lab1.created"     created     "a segment with the key, which stays";
    1 "lab1.prints-id"   prints_id   "prints the id";
    1 "lab1.size"        size        "exactly SIZE bytes";
    2 "lab1.mode"        mode        "mode 0600";
    2 "lab1.key-taken"   key_taken   "the key is taken: EEXIST";
    1 "lab1.bad-size"    bad_size    "reports what shmget refuses";
    1 "lab1.two-at-once" two_at_once "two runs at once: one wins";
    1 "lab1.line"        line        "prints this line and nothing else";
    1 "lab1.key-hex"     key_hex     "a key as ipcs shows it: 0x…";
    1 "lab1.ends"        ends        "ends altogether, with nothing attached";
    1 "lab1.usage"       wrong_usage "wrong usage: exit code 2";
}

/// Odd, so never a multiple of the page size, and more than 16 bits hold.
fn any_size() -> usize {
    fastrand::usize(70_000..400_000) | 1
}

fn create(trial: &Trial) -> Result<(Ended, SegmentRow, usize), Objection> {
    let (key, size) = (key()?, any_size());
    let ended = trial.run(&[Word::from(key), Word::from(size)])?;
    let row = row_of(&ended, key)?;
    Ok((ended, row, size))
}

fn row_of(ended: &Ended, key: i32) -> Result<SegmentRow, Objection> {
    ended.succeeded()?;
    sysvipc::segment_with_key(key)?.ok_or_else(|| {
        ended.objection(
            format!("a segment with key {key:#010x}, which stays after the program has ended"),
            "A segment lives until somebody removes it. So do not. And take the key from the \
             first argument: in decimal, or in hexadecimal after 0x.",
        )
    })
}

fn created(trial: &Trial) -> Judged {
    create(trial).map(drop)
}

fn prints_id(trial: &Trial) -> Judged {
    use_up_ids()?;
    let (ended, row, _) = create(trial)?;
    if ended.value("shmid") == Some(row.id.to_string()) {
        return Ok(());
    }
    Err(ended.objection(
        format!("the line `shmid={}` on stdout", row.id),
        "Print what shmget returned, whatever it is. The first id of a fresh system is 0.",
    ))
}

fn size(trial: &Trial) -> Judged {
    let (ended, row, size) = create(trial)?;
    has_size(&ended, &row, size)?;
    more_than_32_bits(trial)
}

/// Most kernels give 4 GiB, since nothing is needed before the first touch. The checker asks
/// first: where the kernel refuses, the program has to say so.
fn more_than_32_bits(trial: &Trial) -> Judged {
    // On a machine of 32 bits, no size_t holds as much.
    let Some(large) = 1_usize.checked_shl(32) else {
        return Ok(());
    };
    let (key, size) = (key()?, large + any_size());
    let refusal = match keyed_segment(key, size) {
        Ok(segment) => segment.remove().map(|()| None)?,
        Err(error) => error.errno(),
    };
    let ended = trial.run(&[Word::from(key), Word::from(size)])?;
    if let Some(errno) = refusal {
        let idea = "SIZE is a size_t, which has 64 bits here.";
        return ended.refused("shmget", &format!("{errno:?}"), idea);
    }
    has_size(&ended, &row_of(&ended, key)?, size)
}

fn has_size(ended: &Ended, row: &SegmentRow, size: usize) -> Judged {
    if row.size == size as u64 {
        return Ok(());
    }
    Err(ended.objection(
        format!("a segment of exactly {size} bytes"),
        "Pass SIZE as it is. The kernel maps whole pages, but it remembers your number.",
    ))
}

fn mode(trial: &Trial) -> Judged {
    let (ended, row, _) = create(trial)?;
    if row.mode() == 0o600 {
        return Ok(());
    }
    Err(ended.objection(
        "mode 0600: read and write for the owner, nothing for others",
        "The mode is the low nine bits of shmget's third argument, in octal. No umask \
         makes it smaller: with 0666 every user of the machine may write.",
    ))
}

fn key_taken(trial: &Trial) -> Judged {
    let (key, size) = (key()?, any_size());
    trial.prepare(format!("{} {key} {size}; ", trial.shown()));
    let taken = keyed_segment(key, size)?;
    let ended = trial.run(&[Word::from(key), Word::from(size)])?;
    ended.refused(
        "shmget",
        "EEXIST",
        "IPC_CREAT alone means \"open or create\" and does not tell which. Which flag turns \
         it into \"create, or fail\"?",
    )?;
    if sysvipc::segment(taken.id())?.is_some_and(|row| row.size == size as u64) {
        return Ok(());
    }
    Err(ended.objection(
        "the segment that had the key stays as it was",
        "It belongs to somebody else. Report it and leave it alone.",
    ))
}

fn bad_size(trial: &Trial) -> Judged {
    let ended = trial.run(&[Word::from(key()?), Word::from(0)])?;
    ended.refused(
        "shmget",
        "EINVAL",
        "Nobody can create a segment of 0 bytes, and shmget says so with -1. Do not test \
         the size yourself: the kernel knows its limits better.",
    )
}

fn two_at_once(trial: &Trial) -> Judged {
    let words = [Word::from(key()?), Word::from(any_size())];
    let mut first = trial.start(&words)?;
    let mut second = trial.start(&words)?;
    let (first, second) = (first.finish(), second.finish());
    let winner_first = first.end == End::Exited(0);
    let (winner, loser) = if winner_first {
        (first, second)
    } else {
        (second, first)
    };
    winner.succeeded()?;
    loser.refused(
        "shmget",
        "EEXIST",
        "Two runs with one key: exactly one may create. To look first and create later \
         leaves a gap between the two. IPC_EXCL has none.",
    )
}

fn line(trial: &Trial) -> Judged {
    use_up_ids()?;
    let (ended, row, _) = create(trial)?;
    prints_only(&ended, &[format!("shmid={}", row.id)])?;
    let refused = trial.run(&[Word::from(key()?), Word::from(0)])?;
    refused.refused("shmget", "EINVAL", "A size of 0 is an error.")?;
    prints_nothing(&refused)
}

/// As a signed number, every second key is negative. In hexadecimal it does not look like it.
fn key_hex(trial: &Trial) -> Judged {
    for key in [key()?, fastrand::i32(i32::MIN..-1)] {
        let size = any_size();
        let ended = trial.run(&[hexadecimal(key), Word::from(size)])?;
        has_size(&ended, &row_of(&ended, key)?, size)?;
    }
    Ok(())
}

fn ends(trial: &Trial) -> Judged {
    let key = key()?;
    let words = [Word::from(key), Word::from(any_size())];
    let ended = stay::ends_altogether(trial, &words)?;
    if row_of(&ended, key)?.attached == 0 {
        return Ok(());
    }
    Err(ended.objection("nattch 0", "Nobody is asked to attach it."))
}

fn wrong_usage(trial: &Trial) -> Judged {
    let (ended, ..) = create(trial)?;
    let key = key()?.to_string();
    usage::wrong_is_refused(
        trial,
        &ended,
        &[
            &[],
            &[&key],
            &[&key, "100", "1"],
            &["x", "100"],
            &[&key, "x"],
        ],
    )
}
