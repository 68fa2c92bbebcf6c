//! What can be wrong with a run of two workers in one order.

use super::run::{Run, Runs};
use crate::verdict::Objection;
use crate::witness::steps::Ending;

pub const IDEA: &str = "The load belongs into the critical section, too. What is loaded outside is old \
                        when it is stored.";

pub fn deadlock(run: &Run) -> Option<Objection> {
    if !matches!(run.ending, Some(Ending::Deadlock(_))) {
        return None;
    }
    let objection = run.ended.objection(
        "somebody who can go on",
        "All wait, and nobody is left who could give what they wait for.",
    );
    let lines = run.picture.lines();
    Some(lines.fold(objection, Objection::with))
}

/// The right value, in memory and printed.
pub fn counts(runs: &Runs<'_>, run: &Run) -> Option<Objection> {
    let whole = runs.workers as u64 * runs.n;
    between(runs, run, whole, whole)
}

pub fn between(runs: &Runs<'_>, run: &Run, least: u64, most: u64) -> Option<Objection> {
    if let Err(objection) = run.ended.succeeded() {
        return Some(objection);
    }
    let counted = runs.counted();
    let value = runs.start.wrapping_add(counted);
    let printed = run.ended.value("final") == Some(value.to_string());
    if printed && (least..=most).contains(&counted) {
        return None;
    }
    let (from, to) = (runs.start + least, runs.start + most);
    let wanted = if least == most {
        from.to_string()
    } else {
        format!("{from} to {to}")
    };
    let start = runs.start;
    let expected =
        format!("{wanted} in the counter, which started at {start}, and `final=` it");
    let objection = run.ended.objection(expected, IDEA);
    Some(objection.with(format!("in memory: {value}")))
}

/// Nobody is inside with another, and each load and store is inside.
pub fn one_at_a_time(runs: &Runs<'_>, run: &Run) -> Option<Objection> {
    let Some(fault) = &run.sections else {
        return counts(runs, run);
    };
    let objection = run.ended.objection(
        "each worker takes the semaphore, loads, stores, gives it back; meanwhile nobody else does",
        "Load and store are two steps between the -1 and the +1, and the value 1 lets one in.",
    );
    Some(objection.with(fault))
}
