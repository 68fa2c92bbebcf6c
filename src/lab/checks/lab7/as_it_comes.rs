//! What befalls a worker among many, with rounds as they come.

use nix::sys::signal::{Signal, kill};

use super::holder::Held;
use super::left::none_left;
use super::team::any_workers;
use crate::trial::Trial;
use crate::verdict::Judged;

/// The others are stopped and continued while one holds the semaphore.
pub fn interrupted(trial: &Trial) -> Judged {
    let mut held = Held::begin(trial, any_workers())?;
    // Who spins cannot be interrupted. That is another check's business.
    let _ = held.others_wait();
    let before = held.team.done();
    for _ in 0..3 {
        held.interrupt_others();
        if held.others_wait().is_err() {
            break;
        }
    }
    let rested = held.rests_since(before);
    held.release();
    let exact = held.team.exact().map(drop);
    rested.and(exact)
}

/// The holder is killed.
pub fn killed(trial: &Trial) -> Judged {
    let mut held = Held::begin(trial, fastrand::usize(3..5))?;
    let _ = kill(held.holder.pid, Signal::SIGKILL);
    let ended = held.team.session.finish();
    ended.succeeded().map_err(|objection| {
        objection.with(format!(
            "the checker killed pid {} while it held",
            held.holder.pid
        ))
    })?;
    let (workers, n) = (held.team.workers as u64, held.team.n);
    held.team.between(&ended, (workers - 1) * n, workers * n)?;
    none_left(trial, &ended)
}
