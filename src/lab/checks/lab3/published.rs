//! What has to be in memory when the state becomes 1.

use shm_workbook::{Attachment, ReadOnly};

use super::memory::{SIZE, STATE_AT, TEXT_AT};
use crate::trial::ended::Ended;
use crate::verdict::Judged;

/// The whole segment, if its state is not 0.
pub fn at_publication(memory: &Attachment<ReadOnly>) -> Option<[u8; SIZE]> {
    let mut state = [0; 4];
    memory.read(STATE_AT, &mut state).ok()?;
    let mut bytes = [0; SIZE];
    if state == [0; 4] {
        return None;
    }
    memory.read(0, &mut bytes).ok()?;
    Some(bytes)
}

/// `bytes` is the segment when its state was 1 for the first time.
pub fn judge(ended: &Ended, text: &str, bytes: Option<&[u8; SIZE]>) -> Judged {
    let Some(bytes) = bytes else {
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
