//! Does the writer store the state last? Seen store by store.

use shm_workbook::procfs::sysvipc;
use shm_workbook::{Attachment, ReadOnly, Segment};

use super::memory::{STATE_AT, TEXT_AT, text, to_write};
use super::published::{at_publication, judge};
use crate::checks::provided::key;
use crate::trial::Trial;
use crate::trial::seen::{Input, Seen, What};
use crate::verdict::Judged;
use crate::words::Word;

/// The memory as it is when the writer has just made the state 1, for the first time.
pub fn publishes_last(trial: &Trial) -> Judged {
    let (key, text) = (key()?, text());
    let words = to_write(key, Word::from(text.as_str()));
    let mut memory = None;
    let mut published = None;
    let look = &mut |seen: &Seen, line: &mut dyn FnMut() -> String| {
        let What::Access(access) = seen.what else {
            return;
        };
        if published.is_some()
            || !access.stores
            || !access.meets(STATE_AT as u64..TEXT_AT as u64)
        {
            return;
        }
        if memory.is_none() {
            memory = attached(key);
        }
        published = memory
            .as_ref()
            .and_then(at_publication)
            .map(|bytes| (bytes, line()));
    };
    let ended = trial.see(&words, Input::Nothing, look)?;
    ended.succeeded()?;
    let (bytes, line) = published.unzip();
    judge(&ended, &text, bytes.as_ref()).map_err(|objection| {
        objection.with(format!(
            "the state was stored by {}",
            line.unwrap_or_default()
        ))
    })
}

/// An error is met again by whoever asks after the run.
fn attached(key: i32) -> Option<Attachment<ReadOnly>> {
    let row = sysvipc::segment_with_key(key).ok().flatten()?;
    Segment::from_id(row.id).attach_read_only().ok()
}
