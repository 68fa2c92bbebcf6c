//! The program, up to its first line.

use crate::checks::provided::use_up_ids;
use crate::trial::Trial;
use crate::trial::ended::value;
use crate::trial::session::Session;
use crate::verdict::Objection;
use crate::words::Word;

/// More than 16 bits hold.
pub fn any_size() -> usize {
    fastrand::usize(70_000..300_000)
}

/// The program after its `shmid` line, with the id from it.
pub fn announced(trial: &Trial, size: usize) -> Result<(Session<'_>, i32), Objection> {
    use_up_ids()?;
    announced_first(trial, size)
}

/// With the id that comes next. In a fresh namespace that is 0, which is an id like any other.
pub fn announced_first(
    trial: &Trial,
    size: usize,
) -> Result<(Session<'_>, i32), Objection> {
    let mut session = trial.start(&[Word::from(size)])?;
    let line = session.first_line()?;
    match value(&line, "shmid").and_then(|id| id.parse().ok()) {
        Some(id) => Ok((session, id)),
        None => Err(session.objection("the line `shmid=<id>`", "Print it, then wait.")),
    }
}
