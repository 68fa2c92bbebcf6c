//! Does the reader fetch the length once, and use what it has compared?
//!
//! Whoever loads it again may get another number: memory that others write can change in between. Here it does,
//! right after the load, while the reader is stopped.

use super::memory::{CAPACITY, FULL, SIZE, message, text};
use crate::checks::provided::key;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::trial::seen::{Input, Seen, What};
use crate::verdict::{Judged, Objection};
use crate::words::Word;

/// Where the length is.
const LENGTH: std::ops::Range<u64> = 0..4;

pub fn changed_after_the_fetch(trial: &Trial) -> Judged {
    if trial.can_watch().is_err() {
        return Ok(());
    }
    let (key, text) = (key()?, text());
    let length = u32::try_from(text.len()).unwrap_or(0);
    let segment = message(key, SIZE, length, FULL, text.as_bytes())?;
    let memory = segment.attach()?;
    let lie = fastrand::u32(CAPACITY as u32 + 1..3000);
    trial.remark(format!(
        "the segment holds length {length}, and {lie} once that has been loaded"
    ));
    let mut fetched = [false; 4];
    let mut fetches = Vec::new();
    let look = &mut |seen: &Seen, line: &mut dyn FnMut() -> String| {
        let What::Access(access) = seen.what else {
            return;
        };
        if !access.loads || !access.meets(LENGTH) {
            return;
        }
        fetches.push(format!("{}, {}", access.show(), line()));
        let all = fetched == [true; 4];
        for (at, byte) in LENGTH.zip(&mut fetched) {
            *byte |= access.meets(at..at + 1);
        }
        // Byte by byte is one fetch, too. An error is met again by the reader.
        if !all && fetched == [true; 4] {
            let _ = memory.write(0, &lie.to_ne_bytes());
        }
    };
    let words = [Word::from("read"), Word::from(key)];
    let ended = trial.see(&words, Input::Nothing, look)?;
    if is_safe(&ended, text.as_bytes()) {
        return Ok(());
    }
    let objection = ended.objection(
        format!("the {length} bytes of the text, or `read: EBADMSG`"),
        "The length came from memory that others write, and changed after it was loaded. \
         Load it once, compare that number with 1016, and use that very number.",
    );
    Err(fetches.into_iter().take(8).fold(objection, Objection::with))
}

/// As the first number says, or refused for the second.
fn is_safe(ended: &Ended, text: &[u8]) -> bool {
    let printed = ended.stdout.strip_suffix(b"\n") == Some(text);
    let refused = ended.refused("read", "EBADMSG", "").is_ok();
    printed && ended.succeeded().is_ok() || refused && ended.stdout.is_empty()
}
