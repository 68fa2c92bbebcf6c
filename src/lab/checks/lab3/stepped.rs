//! Does the writer store the state last? Seen instruction by instruction, where the witness is not at home.

use shm_workbook::Segment;
use shm_workbook::procfs::sysvipc;

use super::memory::{text, to_write};
use super::published::{at_publication, judge};
use crate::checks::provided::key;
use crate::trial::Trial;
use crate::trial::step;
use crate::trial::tracer::{self, Next};
use crate::verdict::{Judged, Objection};
use crate::words::Word;

/// Follows the writer from the moment it is attached, and looks at the memory when the state becomes 1 for
/// the first time.
pub fn publishes_last(trial: &Trial) -> Judged {
    if !step::IS_POSSIBLE {
        let reason = "nobody can follow a program by its instructions on this processor";
        return Err(Objection::CannotJudge(reason.to_string()));
    }
    let (key, text) = (key()?, text());
    let words = to_write(key, Word::from(text.as_str()));
    let mut session = trial.start_traced(&words)?;
    drop(session.stdin.take());
    let mut memory = None;
    let mut published = None;
    let mut late = false;
    tracer::follow(&session, |_| {
        if memory.is_none() {
            // An error is met again by whoever asks after the run.
            let row = sysvipc::segment_with_key(key).ok().flatten();
            let row = row.filter(|row| row.attached > 0);
            memory = row.and_then(|row| Segment::from_id(row.id).attach_read_only().ok());
        }
        let Some(memory) = &memory else {
            return Next::Call;
        };
        published = at_publication(memory);
        late = session.clock.is_up(2);
        if published.is_some() || late {
            Next::Free
        } else {
            Next::Step
        }
    })?;
    let ended = session.finish();
    ended.succeeded()?;
    if late && published.is_none() {
        // Nobody may get rid of this check by computing for long.
        return Err(ended.objection(
            "state 1 within half of the time limit, while the checker follows",
            "Once attached, store the length, the text and the state, and little else.",
        ));
    }
    judge(&ended, &text, published.as_ref())
}
