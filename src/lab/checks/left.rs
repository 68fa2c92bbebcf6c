//! What a program must not leave.

use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::verdict::Judged;

/// No semaphore. `idea` says when the lab wants it removed.
pub fn none_left(trial: &Trial, ended: &Ended, idea: &str) -> Judged {
    let left = trial.objects.semaphores()?;
    if left.is_empty() {
        return Ok(());
    }
    let objection = ended.objection("no semaphore of the program after its end", idea);
    Err(left.iter().fold(objection, |objection, row| {
        objection.with(format!("left: {row}"))
    }))
}
