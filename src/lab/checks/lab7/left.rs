//! What a program must not leave.

use crate::checks::left;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::verdict::Judged;

pub fn none_left(trial: &Trial, ended: &Ended) -> Judged {
    let idea = "A set lives until somebody removes it: semctl with IPC_RMID, when all workers have \
                ended.";
    left::none_left(trial, ended, idea)
}
