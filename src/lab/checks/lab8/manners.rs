//! What lab 8 keeps to besides the buffer: its arguments, its line, its errors, its own set.

use super::acts::{hungry, waiting_consumers};
use super::layout::Sizes;
use super::run::{Run, any_sizes};
use super::stage::Stage;
use super::steps::made_by_all;
use super::worker::Role;
use crate::checks::output::{prints_nothing, prints_only};
use crate::checks::provided::{self, refuses_the_dead, segment};
use crate::checks::{left, stay, usage};
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::verdict::{Judged, Objection};
use crate::words::Word;

pub fn none_left(trial: &Trial, ended: &Ended) -> Judged {
    let idea = "A set lives until somebody removes it: semctl with IPC_RMID, when all workers have \
                ended, and on the way out after an error, too.";
    left::none_left(trial, ended, idea)
}

pub fn removed(trial: &Trial) -> Judged {
    match late_consumers(trial) {
        // Where nobody may be traced, the run below has to do.
        Err(Objection::CannotJudge(_)) => {}
        judged => judged?,
    }
    let sizes = any_sizes();
    let segment = segment(trial, sizes.bytes())?;
    let ended = stay::ends_altogether(trial, &sizes.words(segment.id()))?;
    none_left(trial, &ended)?;
    Run::start(trial, sizes)?.exact().map(drop)
}

/// Consumers take nothing before all producers have ended. So they come too late for a set that is
/// removed before the last of them has ended, and for somebody who does not wait for them.
fn late_consumers(trial: &Trial) -> Judged {
    let idea =
        "Wait for all workers, the consumers too, before you remove the set and end.";
    let mut stage = waiting_consumers(trial, any_sizes())?;
    let ended = stage.finish()?;
    ended.succeeded()?;
    let arrived = stage.run.all_arrived(&ended);
    arrived.map_err(|objection| objection.because(idea))?;
    made_by_all(&stage, &ended)?;
    // The tracer hears of a worker's end before its parent can.
    let [producers, consumers] = [Role::Producer, Role::Consumer];
    let mut left = stage.watch.with_role(producers);
    left.extend(stage.watch.with_role(consumers));
    match left.as_slice() {
        [] => Ok(()),
        [one, ..] => {
            let expected = "all workers ended before the program does";
            let objection = ended.objection(expected, idea);
            Err(objection.with(format!("worker {one} had not ended")))
        }
    }
}

/// The first run stands still while the second goes from start to end, so they overlap.
pub fn two_at_once(trial: &Trial) -> Judged {
    let (mut first, _) = hungry(trial, any_sizes())?;
    let second = Run::start(trial, any_sizes())?.exact().map(drop);
    let ended = first.finish()?;
    let idea = "A set of its own for each run: IPC_PRIVATE has no key that the other run could find \
                it by.";
    second
        .and_then(|()| ended.succeeded())
        .and_then(|()| first.run.all_arrived(&ended))
        .and_then(|()| made_by_all(&first, &ended))
        .map_err(|objection| objection.because(idea))
}

/// As many as it can count must do.
pub fn too_many_slots(trial: &Trial) -> Judged {
    most_slots(trial)?;
    let sizes = Sizes {
        slots: fastrand::u64(32_768..50_000),
        ..any_sizes()
    };
    let segment = segment(trial, sizes.bytes())?;
    let ended = trial.run(&sizes.words(segment.id()))?;
    ended.refused(
        "semctl",
        "ERANGE",
        "A semaphore counts to 32767. The kernel refuses more when the set gets its values, by \
         SETVAL or SETALL: look at what semctl returns.",
    )?;
    none_left(trial, &ended)
}

fn most_slots(trial: &Trial) -> Judged {
    let sizes = Sizes {
        slots: 32_767,
        ..any_sizes()
    };
    match Stage::start(trial, sizes, |_, _| false) {
        // Where nobody may be traced, the end has to do.
        Err(Objection::CannotJudge(_)) => Run::start(trial, sizes)?.exact().map(drop),
        Err(objection) => Err(objection),
        Ok(mut stage) => {
            let ended = stage.finish()?;
            ended.succeeded()?;
            stage.run.all_arrived(&ended)?;
            made_by_all(&stage, &ended)
        }
    }
}

fn behind_the_id() -> [Word; 4] {
    [Word::from(4), Word::from(2), Word::from(2), Word::from(10)]
}

pub fn gone(trial: &Trial) -> Judged {
    provided::gone(trial, &behind_the_id())?;
    let ended = refuses_the_dead(trial, &behind_the_id())?;
    none_left(trial, &ended)
}

pub fn line(trial: &Trial) -> Judged {
    let mut run = Run::start(trial, any_sizes())?;
    let ended = run.exact()?;
    prints_only(&ended, &[format!("taken={}", run.sizes.total())])?;
    prints_nothing(&refuses_the_dead(trial, &behind_the_id())?)
}

pub fn wrong_usage(trial: &Trial) -> Judged {
    let sizes = any_sizes();
    let ended = Run::start(trial, sizes)?.exact()?;
    let segment = segment(trial, sizes.bytes())?;
    let id = segment.id().to_string();
    let right = [id.as_str(), "4", "2", "2", "10"];
    let mut wrong: Vec<Vec<&str>> = vec![
        vec![],
        right[..4].to_vec(),
        [&right[..], &["6", "7"]].concat(),
        [&["x"], &right[1..]].concat(),
    ];
    for (at, bad) in (1..right.len()).flat_map(|at| ["x", "0", "-1"].map(|bad| (at, bad)))
    {
        let mut words = right.to_vec();
        words[at] = bad;
        wrong.push(words);
    }
    let wrong: Vec<&[&str]> = wrong.iter().map(Vec::as_slice).collect();
    usage::wrong_is_refused(trial, &ended, &wrong)
}
