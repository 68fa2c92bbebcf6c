//! What a program must not leave.

use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::verdict::Judged;

pub fn none_left(trial: &Trial, ended: &Ended) -> Judged {
    let left = trial.objects.semaphores()?;
    if left.is_empty() {
        return Ok(());
    }
    let objection = ended.objection(
        "no semaphore of the program after its end",
        "A set lives until somebody removes it: semctl with IPC_RMID, when all workers have \
         ended.",
    );
    Err(left.iter().fold(objection, |objection, row| {
        objection.with(format!("left: {row}"))
    }))
}
