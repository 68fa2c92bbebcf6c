//! Each round of lab 7, followed from call to call: who takes the semaphore, how often, and what
//! has changed when it is given back.

use std::collections::HashMap;

use nix::unistd::Pid;
use shm_workbook::Semaphore;
use shm_workbook::procfs::process;

use super::permit::last_if_taken;
use super::team::{Team, any_workers};
use crate::syscalls;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::trial::tracer::{self, Next, Stop};
use crate::verdict::{Judged, Objection};

const N: u64 = 10;

struct Rounds {
    ended: Ended,
    workers: usize,
    /// How often each process gave the semaphore back.
    given: HashMap<Pid, u64>,
    /// Who gave it back before the counter had changed.
    too_early: Option<Pid>,
}

fn follow(trial: &Trial) -> Result<Rounds, Objection> {
    let mut team = Team::start_traced(trial, any_workers(), N)?;
    let mut before = team.done();
    let (mut given, mut too_early) = (HashMap::new(), None);
    tracer::follow(&team.session, |stop| {
        if let Some(pid) = gives_back(stop) {
            *given.entry(pid).or_default() += 1;
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
    Ok(Rounds {
        ended,
        workers: team.workers,
        given,
        too_early,
    })
}

/// A store just after the semaphore was given back is overtaken by the next worker's load only
/// rarely. So each worker is held at the moment in which it gives back: by then the counter must
/// have changed.
pub fn stores_inside(trial: &Trial) -> Judged {
    let Rounds {
        ended, too_early, ..
    } = follow(trial)?;
    let Some(pid) = too_early else { return Ok(()) };
    let objection = ended.objection(
        "a counter that has changed whenever a worker gives the semaphore back",
        "The store belongs into the critical section: after the -1, and before the +1.",
    );
    Err(objection.with(format!(
        "pid {pid} gave the semaphore back, and stored afterwards"
    )))
}

/// Does each of WORKERS processes take the semaphore N times?
pub fn n_each(trial: &Trial) -> Judged {
    let Rounds {
        ended,
        workers,
        mut given,
        ..
    } = follow(trial)?;
    // Once is no worker: a semaphore may also be given its value by a +1.
    given.retain(|_, times| *times > 1);
    if given.len() == workers && given.values().all(|times| *times == N) {
        return Ok(());
    }
    let objection = ended.objection(
        format!(
            "{workers} processes that take the semaphore and give it back {N} times each"
        ),
        "Each worker increments N times, by one, and each time it takes its turn.",
    );
    let mut lines: Vec<String> = given
        .iter()
        .map(|(pid, times)| format!("pid {pid} gave it back {times} times"))
        .collect();
    lines.sort();
    Err(lines.into_iter().take(8).fold(objection, Objection::with))
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
            // The kernel notes the process, whichever of its threads it was.
            let group = process::status(pid).ok()?.thread_group;
            (last_if_taken(semaphore) == Some(group)).then_some(group)
        }
        _ => None,
    }
}
