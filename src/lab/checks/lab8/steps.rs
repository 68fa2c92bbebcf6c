//! Each step of each worker: with the mutex, complete, and before its permit is given.

use super::acts::{drain, fill, gathered};
use super::layout::Sizes;
use super::ledger::Ledger;
use super::members::MUTEX;
use super::run::{Run, any_sizes};
use super::stage::Stage;
use super::worker::Role;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::verdict::{Judged, Objection};

/// Followed from step to step; and once more left to itself, with more items. Where nobody may be
/// traced, the second has to do.
pub fn each_once(trial: &Trial) -> Judged {
    match filled_and_drained(trial) {
        Err(Objection::CannotJudge(_)) => {}
        Err(objection) => return Err(objection),
        Ok(mut stage) => {
            let ended = stage.finish()?;
            ended.succeeded()?;
            stage.run.all_arrived(&ended)?;
            made_by_all(&stage, &ended)?;
        }
    }
    let sizes = Sizes {
        slots: fastrand::u64(1..7),
        // On a busy core, each sleep takes a turn of everybody else.
        items: fastrand::u64(40..120),
        ..any_sizes()
    };
    Run::start(trial, sizes)?.exact().map(drop)
}

/// Workers wait for the mutex together, so that whoever has read a count before it had the mutex has
/// read an old one.
fn filled_and_drained(trial: &Trial) -> Result<Stage<'_>, Objection> {
    let (mut stage, _) = gathered(trial, any_sizes())?;
    fill(&mut stage)?;
    drain(&mut stage)?;
    Ok(stage)
}

/// Were all items seen to be put and taken?
pub fn made_by_all(stage: &Stage<'_>, ended: &Ended) -> Judged {
    let (ledger, total) = (&stage.watch.ledger, stage.run.sizes.total());
    let puts: u64 = ledger.puts.values().sum();
    if (puts, ledger.takes) == (total, total) {
        return Ok(());
    }
    let objection = ended.objection(
        format!("{total} items put and {total} taken, one each time the mutex is taken"),
        "Take the mutex for each item, and give it back before the next.",
    );
    if (puts, ledger.takes) == (0, 0) {
        return Err(objection.with("nobody has taken the mutex, member 2 of the set"));
    }
    let objection = objection.with(format!("seen: {puts} put, {} taken", ledger.takes));
    // What went wrong first is the cause.
    Err(match &ledger.wrong_step {
        Some(what) => objection.with(what).because(INSIDE),
        None => objection,
    })
}

pub fn excludes(trial: &Trial) -> Judged {
    let (mut stage, _) = gathered(trial, any_sizes())?;
    let producers = stage.watch.with_role(Role::Producer);
    let idea = "One permit in the mutex: its value is 1 when it is free. Producers and consumers \
                take the same one.";
    let Some(first) = producers.first().copied() else {
        let expected = "producers that take a permit of empty, and the mutex";
        return Err(stage.objection(expected, idea));
    };
    stage.hold(move |worker, request| worker.pid == first && request.gives(MUTEX))?;
    let rests = stage.rest()? && stage.watch.is_held(first);
    let is_taken = stage.state().values.is_some_and(|values| values[2] == 0);
    if !(rests && is_taken) {
        let expected =
            format!("all others asleep, and the mutex at 0, while pid {first} is inside");
        return Err(stage.objection(expected, idea));
    }
    stage.finish()?.succeeded()
}

pub fn inside(trial: &Trial) -> Judged {
    without(
        trial,
        |ledger| ledger.wrong_step.clone(),
        "one item put, or one taken, whenever a worker gives the mutex back",
        INSIDE,
    )
}

const INSIDE: &str = "Between the two calls for the mutex: read the count, move the item (a consumer \
                      also writes the line of the log), raise the count by one.";

pub fn signals_last(trial: &Trial) -> Judged {
    without(
        trial,
        |ledger| ledger.early_signal.clone(),
        "full given after an item was put, and empty after one was taken",
        "A permit lets somebody in for what is not there yet. Give it last.",
    )
}

/// A whole run without what the ledger notes. What is noted early is told at once: a program that
/// does it may hang later.
fn without(
    trial: &Trial,
    noted: impl Fn(&Ledger) -> Option<String>,
    expected: &str,
    idea: &str,
) -> Judged {
    let mut stage = filled_and_drained(trial)?;
    if let Some(what) = noted(&stage.watch.ledger) {
        return Err(stage.objection(expected, idea).with(what));
    }
    let ended = stage.finish()?;
    if let Some(what) = noted(&stage.watch.ledger) {
        return Err(ended.objection(expected, idea).with(what));
    }
    ended.succeeded()?;
    made_by_all(&stage, &ended)
}
