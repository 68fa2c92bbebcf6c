//! Does the writer store the state last?

use nix::unistd::Pid;
use shm_workbook::procfs::sysvipc;
use shm_workbook::{Attachment, ReadOnly, Segment};

use super::memory::{SIZE, TEXT_AT, text};
use crate::checks::provided::key;
use crate::trial::Trial;
use crate::trial::step;
use crate::trial::tracer::{self, Next};
#[cfg(target_arch = "x86_64")]
use crate::trial::watch::Watch;
use crate::verdict::{Judged, Objection};
use crate::words::Word;

#[cfg(target_arch = "x86_64")]
const STATE_AT: u64 = 4;

/// Follows the writer from the moment it is attached, and looks at the memory when the state becomes 1 for
/// the first time.
pub fn publishes_last(trial: &Trial) -> Judged {
    if !step::IS_POSSIBLE {
        let reason = "nobody can follow a program by its instructions on this processor";
        return Err(Objection::CannotJudge(reason.to_string()));
    }
    let (key, text) = (key()?, text());
    let words = [
        Word::from("write"),
        Word::from(key),
        Word::from(text.as_str()),
    ];
    let mut session = trial.start_traced(&words)?;
    drop(session.stdin.take());
    let mut memory = None;
    let mut published = None;
    let mut late = false;
    let mut follower = Follower::default();
    tracer::follow(&session, |stop| {
        if memory.is_none() {
            // An error is met again by whoever asks after the run.
            let row = sysvipc::segment_with_key(key).ok().flatten();
            let row = row.filter(|row| row.attached > 0);
            memory = row.and_then(|row| {
                let attached = Segment::from_id(row.id).attach_read_only();
                Some((row.id, attached.ok()?))
            });
        }
        let Some((id, memory)) = &memory else {
            return Next::Call;
        };
        published = at_publication(memory);
        late = session.clock.is_up(2);
        if published.is_some() || late {
            Next::Free
        } else {
            follower.next(stop.pid(), *id)
        }
    })?;
    let ended = session.finish();
    ended.succeeded()?;
    let Some(bytes) = published else {
        if late {
            // Nobody may get rid of this check by computing for long.
            return Err(ended.objection(
                "state 1 within half of the time limit, while the checker follows",
                "Once attached, store the length, the text and the state, and little else.",
            ));
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

/// From store to store of the state where the processor can tell, else instruction by instruction.
#[derive(Default)]
struct Follower {
    #[cfg(target_arch = "x86_64")]
    watch: Watch,
}

impl Follower {
    #[cfg(target_arch = "x86_64")]
    fn next(&mut self, pid: Pid, segment: i32) -> Next {
        if self.watch.set(pid, segment, STATE_AT) {
            Next::Call
        } else {
            Next::Step
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn next(&mut self, _: Pid, _: i32) -> Next {
        Next::Step
    }
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
