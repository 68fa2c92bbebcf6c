//! Does each worker of lab 7 store before it gives the semaphore back?

use nix::unistd::Pid;
use shm_workbook::Semaphore;

use super::holder::last_if_taken;
use super::team::{Team, any_workers};
use crate::syscalls;
use crate::trial::Trial;
use crate::trial::tracer::{self, Next, Stop};
use crate::verdict::Judged;

/// A store just after the semaphore was given back is overtaken by the next worker's load only
/// rarely. So each worker is held at the moment in which it gives back: by then the counter must
/// have changed.
pub fn stores_inside(trial: &Trial) -> Judged {
    let mut team = Team::start_traced(trial, any_workers(), 10)?;
    let mut before = team.done();
    let mut too_early = None;
    tracer::follow(&team.session, |stop| {
        if let Some(pid) = gives_back(stop) {
            let now = team.done();
            if now == before {
                too_early.get_or_insert(pid);
            }
            before = now;
        }
        Next::Call
    })?;
    let ended = team.session.finish();
    ended.succeeded()?;
    let Some(pid) = too_early else { return Ok(()) };
    let objection = ended.objection(
        "a counter that has changed whenever a worker gives the semaphore back",
        "The store belongs into the critical section: after the -1, and before the +1.",
    );
    Err(objection.with(format!(
        "pid {pid} gave the semaphore back, and stored afterwards"
    )))
}

/// The process that holds the semaphore and calls semop once more.
fn gives_back(stop: Stop) -> Option<Pid> {
    match stop {
        Stop::Call {
            pid,
            number: syscalls::SEMOP | syscalls::SEMTIMEDOP,
            first,
        } => {
            let semaphore = Semaphore::from_id(i32::try_from(first).ok()?);
            (last_if_taken(semaphore) == Some(pid)).then_some(pid)
        }
        _ => None,
    }
}
