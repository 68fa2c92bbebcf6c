//! What a program under test finds: keys that nobody uses, segments, ids that name nothing.

use std::io;
use std::num::NonZeroUsize;

use shm_workbook::procfs::sysvipc;
use shm_workbook::{Key, Mode, RemoveOnDrop, Segment, Semaphore};

use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::verdict::{Judged, Objection};
use crate::words::Word;

/// A key that nobody uses now.
pub fn key() -> io::Result<i32> {
    loop {
        let key = fastrand::i32(0x0100_0000..=i32::MAX);
        if sysvipc::segment_with_key(key)?.is_none() {
            return Ok(key);
        }
    }
}

/// A key as `ipcs` shows it.
pub fn hexadecimal(key: i32) -> Word {
    Word::from(format!("{key:#010x}").as_str())
}

/// A fresh namespace gives out its ids in a known order, from 0 on. So that no program can know
/// the next one, a random number of them is used up.
pub fn use_up_ids() -> Result<(), shm_workbook::Error> {
    for _ in 0..fastrand::usize(1..30) {
        Segment::create(Key::PRIVATE, NonZeroUsize::MIN, Mode::OWNER)?.remove()?;
        Semaphore::create(Key::PRIVATE, 1, Mode::OWNER)?.remove()?;
    }
    Ok(())
}

/// A segment of the checker's own, which the program under test gets the id of.
pub fn segment(trial: &Trial, size: usize) -> Result<RemoveOnDrop<Segment>, Objection> {
    use_up_ids()?;
    first_segment(trial, size)
}

/// With the id that comes next. In a fresh namespace that is 0, which is an id like any other.
pub fn first_segment(
    trial: &Trial,
    size: usize,
) -> Result<RemoveOnDrop<Segment>, Objection> {
    trial.prepare(format!("id=$(ipcmk -M {size} -p 0600 | tr -dc 0-9); "));
    Ok(keyed_segment(key()?, size)?)
}

pub fn keyed_segment(
    key: i32,
    size: usize,
) -> Result<RemoveOnDrop<Segment>, shm_workbook::Error> {
    let size = NonZeroUsize::new(size).unwrap_or(NonZeroUsize::MIN);
    Ok(Segment::create(Key::new(key), size, Mode::OWNER)?.remove_on_drop())
}

/// An id that names nothing any more.
pub fn dead_id() -> Result<i32, Objection> {
    let segment = keyed_segment(key()?, 1)?;
    let id = segment.id();
    segment.remove()?;
    Ok(id)
}

/// For a program that attaches by id: a dead id must be reported, by the call that met it.
pub fn gone(trial: &Trial, rest: &[Word]) -> Judged {
    refuses_the_dead(trial, rest).map(drop)
}

pub fn refuses_the_dead(trial: &Trial, rest: &[Word]) -> Result<Ended, Objection> {
    let mut words = vec![Word::from(dead_id()?)];
    words.extend_from_slice(rest);
    let ended = trial.run(&words)?;
    ended.refused(
        "shmat",
        "EINVAL",
        "The id names nothing, so shmat returns (void *)-1: not NULL. Attach first, ask \
         IPC_STAT afterwards, so that shmat is the call that meets the error.",
    )?;
    Ok(ended)
}

/// Bytes that no program can guess.
pub fn random_bytes(count: usize) -> Vec<u8> {
    std::iter::repeat_with(|| fastrand::u8(..))
        .take(count)
        .collect()
}
