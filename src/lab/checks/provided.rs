//! What a program under test finds: keys that nobody uses, segments, ids that name nothing.

use std::io;
use std::num::NonZeroUsize;

use shm_workbook::procfs::sysvipc;
use shm_workbook::{Key, Mode, RemoveOnDrop, Segment};

use crate::trial::Trial;
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

/// A segment of the checker's own, which the program under test gets the id of.
pub fn segment(trial: &Trial, size: usize) -> Result<RemoveOnDrop<Segment>, Objection> {
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
    let mut words = vec![Word::from(dead_id()?)];
    words.extend_from_slice(rest);
    trial.run(&words)?.refused(
        "shmat",
        "EINVAL",
        "The id names nothing, so shmat returns (void *)-1: not NULL. Attach first, ask \
         IPC_STAT afterwards, so that shmat is the call that meets the error.",
    )
}

/// Bytes that no program can guess.
pub fn random_bytes(count: usize) -> Vec<u8> {
    std::iter::repeat_with(|| fastrand::u8(..))
        .take(count)
        .collect()
}
