//! Where the witness sees no access: `can_watch` says so before anything is started.

use crate::trial::Trial;
use crate::verdict::Judged;

pub type Judge = ();

#[allow(non_upper_case_globals)]
pub const counts: Judge = ();
#[allow(non_upper_case_globals)]
pub const one_at_a_time: Judge = ();

pub fn each_order(trial: &Trial, _n: u64, (): Judge) -> Judged {
    trial.can_watch()
}

pub fn n_each(trial: &Trial) -> Judged {
    trial.can_watch()
}

pub fn each_kill(trial: &Trial) -> Judged {
    trial.can_watch()
}
