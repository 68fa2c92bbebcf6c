//! What lab 7 keeps to besides counting: its arguments, its line, and its own semaphore.

use super::holder::Held;
use super::left::none_left;
use super::team::{Team, any_workers};
use crate::checks::output::{prints_nothing, prints_only};
use crate::checks::provided::{refuses_the_dead, segment};
use crate::checks::usage;
use crate::trial::Trial;
use crate::verdict::Judged;
use crate::words::Word;

/// All of the first run's workers are at rest, since one of them is stopped inside. So the
/// second has the counter to itself, unless the two share a semaphore.
pub fn one_segment(trial: &Trial) -> Judged {
    let mut first = Held::begin(trial, 2)?;
    // Who spins is another check's business.
    let _ = first.others_wait();
    let n = fastrand::u64(300..600);
    let second = Team::beside(&first.team, trial, 3, n)?.exact().map(drop);
    first.release();
    let ended = first.team.session.finish();
    second.and(ended.succeeded()).map_err(|objection| {
        objection.because(
            "A semaphore of its own for each run, also where both count in one segment: a key \
             that is made from the segment's id is the same for both.",
        )
    })?;
    none_left(trial, &ended)
}

pub fn line(trial: &Trial) -> Judged {
    let mut team = Team::start(trial, any_workers(), 20)?;
    let ended = team.exact()?;
    let value = ended.value("final").unwrap_or_default();
    prints_only(&ended, &[format!("final={value}")])?;
    prints_nothing(&refuses_the_dead(trial, &[Word::from(2), Word::from(10)])?)
}

pub fn wrong_usage(trial: &Trial) -> Judged {
    let ended = Team::start(trial, 2, 20)?.exact()?;
    let segment = segment(trial, 8)?;
    let id = segment.id().to_string();
    usage::wrong_is_refused(
        trial,
        &ended,
        &[
            &[],
            &[&id, "2"],
            &["x", "2", "3"],
            &[&id, "x", "3"],
            &[&id, "2", "x"],
            &[&id, "2", "3", "4", "5"],
        ],
    )
}
