//! One run: what it needs, what it is told, and how it is judged.

use super::log::{self, Log};
use crate::trial::ended::Ended;
use crate::verdict::{Judged, Objection};
use crate::words::Word;

/// Counter, number of entries, and 4 N entries.
pub fn size(n: u64) -> usize {
    let entries = usize::try_from(4 * n).unwrap_or(0);
    log::LOG_AT + log::ENTRY * entries
}

pub fn words(id: i32, n: u64, target: u64) -> [Word; 3] {
    [Word::variable(id), Word::from(n), Word::from(target)]
}

pub fn judge(ended: &Ended, bytes: &[u8], n: u64, target: u64) -> Judged {
    ended.succeeded()?;
    let log = Log::of(bytes);
    if let Err(complaint) = log.replay(n, target) {
        let objection = ended.objection(
            format!("a log that tells how two processes bring the counter to {target}"),
            if complaint.is_about_the_order() {
                "Each step is logged as it was taken, but the order is not the wanted one. Which \
                 increments must be lost? No worker takes a step before the conductor says so."
            } else {
                "The log is written by who takes the step, as it is taken: its own pid, 1 for \
                 a load and 2 for a store, and the value."
            },
        );
        return Err(log
            .excerpt(&complaint)
            .into_iter()
            .fold(objection, Objection::with));
    }
    if log.counter == target && ended.value("final") == Some(target.to_string()) {
        return Ok(());
    }
    let objection = ended.objection(
        format!("`final={target}` on stdout, and {target} in the counter"),
        "Which increments must be lost? One process loads, the other counts on, and then \
         the first one stores over it.",
    );
    Err(objection.with(format!("in memory: counter {}", log.counter)))
}
