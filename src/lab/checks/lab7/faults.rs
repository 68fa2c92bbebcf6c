//! What can be wrong with a run of two workers in one order.

use super::run::{Run, Runs};
use super::sections::WHILE_HELD;
use crate::trial::ended::{End, Ended};
use crate::verdict::Objection;
use crate::witness::steps::Ending;

pub const IDEA: &str = "The load belongs into the critical section, too. What is loaded outside is old \
                        when it is stored.";

pub fn deadlock(run: &Run) -> Option<Objection> {
    if !matches!(run.ending, Some(Ending::Deadlock(_))) {
        return None;
    }
    let lines: Vec<String> = run.picture.lines().map(str::to_string).collect();
    let killed = run.steps.iter().any(|step| step.killed);
    // The witness has ended it.
    let ended = Ended {
        end: End::Stuck,
        notes: if killed { Vec::new() } else { lines.clone() },
        ..run.ended.clone()
    };
    let expected = "somebody who can go on";
    if !killed {
        return Some(ended.objection(expected, NOBODY_LEFT));
    }
    let waits = lines.iter().any(|line| line.contains("waits: semop"));
    let objection = ended.objection(expected, if waits { NO_UNDO } else { NOBODY_LEFT });
    Some(lines.into_iter().fold(objection, Objection::with))
}

const NOBODY_LEFT: &str =
    "All wait, and nobody is left who could give what they wait for.";

const NO_UNDO: &str = "A worker that is killed gives nothing back itself. With SEM_UNDO on both halves, the -1 \
                       and the +1, the kernel does it.";

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
    let together = run
        .sections
        .as_ref()
        .is_some_and(|fault| fault.ends_with(WHILE_HELD));
    let idea = if together {
        "Two were inside at once. Is its value 1 when it is free?"
    } else {
        IDEA
    };
    let objection = run.ended.objection(expected, idea);
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
