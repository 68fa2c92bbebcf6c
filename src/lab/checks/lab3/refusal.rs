//! What the reader refuses: such a segment may be somebody else's, and stays as it is.

use shm_workbook::procfs::sysvipc;
use shm_workbook::{RemoveOnDrop, Segment};

use super::fetch::changed_after_the_fetch;
use super::memory::{CAPACITY, FULL, SIZE, message, read, text};
use crate::checks::output::prints_nothing;
use crate::checks::provided::{key, random_bytes};
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::verdict::{Judged, Objection};

/// A bad segment, and all that it holds.
struct Bad {
    key: i32,
    segment: RemoveOnDrop<Segment>,
    before: Vec<u8>,
}

impl Bad {
    fn new(size: usize, length: u32, state: u32, text: &[u8]) -> Result<Self, Objection> {
        let key = key()?;
        let segment = message(key, size, length, state, text)?;
        let before = all_bytes(segment.id())?;
        Ok(Self {
            key,
            segment,
            before,
        })
    }

    /// The reader must report one of these, print nothing, and leave the segment as it is.
    fn is_refused(&self, trial: &Trial, reports: &[(&str, &str)], idea: &str) -> Judged {
        let ended = read(trial, self.key)?;
        let refused = |(call, errno): &(&str, &str)| ended.refused(call, errno, idea);
        if !reports.iter().any(|report| refused(report).is_ok()) {
            reports.iter().try_for_each(refused)?;
        }
        prints_nothing(&ended)?;
        self.stays(&ended)
    }

    fn stays(&self, ended: &Ended) -> Judged {
        let row = sysvipc::segment(self.segment.id())?;
        if row.is_none_or(|row| row.is_marked()) {
            return Err(ended.objection(
                "the segment is still there: it may be somebody else's",
                "Remove it only after you have read a text from it.",
            ));
        }
        if all_bytes(self.segment.id())? == self.before {
            return Ok(());
        }
        Err(ended.objection(
            "the same bytes in the segment as before",
            "Whoever refuses a segment has no reason to write into it.",
        ))
    }
}

fn all_bytes(id: i32) -> Result<Vec<u8>, Objection> {
    let memory = Segment::from_id(id).attach_read_only()?;
    let mut bytes = vec![0; memory.size()];
    memory.read(0, &mut bytes)?;
    Ok(bytes)
}

const LIE: &[(&str, &str)] = &[("read", "EBADMSG")];

pub fn length_lie(trial: &Trial) -> Judged {
    let random = fastrand::u32(2000..1_000_000);
    for length in [1017, random, u32::MAX] {
        trial.remark(format!("the segment holds length {length}, state 1"));
        Bad::new(SIZE, length, FULL, &random_bytes(CAPACITY))?.is_refused(
            trial,
            LIE,
            "The length came from memory that others write. Load it once, compare that \
             number with 1016, and use that very number.",
        )?;
    }
    changed_after_the_fetch(trial)
}

/// Among them: right in its lowest byte, and right in its lowest half.
pub fn state_lie(trial: &Trial) -> Judged {
    for state in [2, fastrand::u32(3..), 0x0101, 0x0001_0001, u32::MAX] {
        trial.remark(format!("the segment holds length 5, state {state}"));
        Bad::new(SIZE, 5, state, &random_bytes(CAPACITY))?.is_refused(
            trial,
            LIE,
            "0 is empty and 1 is full. Nobody who keeps to the layout stores another state.",
        )?;
    }
    Ok(())
}

pub fn small_segment(trial: &Trial) -> Judged {
    for size in [fastrand::usize(8..100), SIZE - 1] {
        trial.remark(format!(
            "the segment has {size} bytes, and holds length 500, state 1"
        ));
        Bad::new(size, 500, FULL, b"")?.is_refused(
            trial,
            &[("shmget", "EINVAL"), ("read", "EBADMSG")],
            "Pass 1024 as the size when you look the key up: then the kernel refuses a smaller \
             segment. With size 0 it accepts any, and the size is for you to look at: IPC_STAT.",
        )?;
    }
    Ok(())
}

/// Also one whose length would fit into it.
pub fn larger(trial: &Trial) -> Judged {
    for (size, length) in [(SIZE + 1, 5), (4096, 5), (5000, 2000)] {
        trial.remark(format!(
            "the segment has {size} bytes, and holds length {length}, state 1"
        ));
        Bad::new(size, length, FULL, &random_bytes(CAPACITY))?.is_refused(
            trial,
            LIE,
            "No writer of yours makes a segment of another size, so this one is somebody \
             else's. Attach it, then ask IPC_STAT.",
        )?;
    }
    Ok(())
}

pub fn not_full(trial: &Trial) -> Judged {
    trial.remark("the segment holds state 0");
    let text = text();
    let length = u32::try_from(text.len()).unwrap_or(0);
    // An empty segment's length means nothing yet, even if it cannot be.
    for length in [length, u32::MAX] {
        Bad::new(SIZE, length, 0, text.as_bytes())?.is_refused(
            trial,
            &[("read", "EAGAIN")],
            "A segment that exists may still be unwritten. Read the state before the rest.",
        )?;
    }
    Ok(())
}
