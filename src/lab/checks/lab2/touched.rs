//! Does lab 2 leave the bytes alone?

use shm_workbook::procfs::sysvipc;

use super::size::any_size;
use crate::checks::provided::segment;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::trial::seen::{Input, Seen, What};
use crate::verdict::{Judged, Objection};
use crate::words::Word;

/// Each access, where it can be seen; and everywhere what the kernel says afterwards. That is not all: a
/// page that was touched can be given back.
pub fn untouched(trial: &Trial) -> Judged {
    let segment = segment(trial, any_size())?;
    let words = [Word::variable(segment.id())];
    let (ended, access) = if trial.can_watch().is_ok() {
        seen(trial, &words)?
    } else {
        (trial.run(&words)?, None)
    };
    ended.succeeded()?;
    if ended.value("address").is_none() {
        // Who does nothing has left nothing alone.
        return Err(ended.objection("one line on stdout", "Attach, and print the line."));
    }
    // Looked at when it has ended: whatever it touched, it has touched by then.
    let touched = sysvipc::segment(segment.id())?.map_or(0, |row| row.touched);
    if touched == 0 && access.is_none() {
        return Ok(());
    }
    let objection = ended.objection(
        "a segment in which no byte was ever touched: rss 0 in /proc/sysvipc/shm",
        "The kernel provides memory at the first touch of a page, also for a read. Nothing \
         in this lab needs the bytes.",
    );
    let objection = objection.with(format!("kernel: rss {touched} bytes"));
    Err(access.into_iter().fold(objection, Objection::with))
}

/// The first access of all.
fn seen(trial: &Trial, words: &[Word]) -> Result<(Ended, Option<String>), Objection> {
    let mut first = None;
    let look = &mut |seen: &Seen, line: &mut dyn FnMut() -> String| {
        if let What::Access(access) = seen.what {
            first.get_or_insert_with(|| format!("{}, {}", access.show(), line()));
        }
    };
    let ended = trial.see(words, Input::Nothing, look)?;
    Ok((ended, first))
}
