//! What workers of lab 8 are brought to do. After each act, all of them are held or asleep.

use nix::unistd::Pid;

use super::layout::Sizes;
use super::members::MUTEX;
use super::stage::Stage;
use super::worker::{Role, Worker};
use crate::trial::Trial;
use crate::trial::request::Request;
use crate::verdict::Objection;

/// Is about to take a permit of its count, or the mutex.
fn begins(worker: &Worker, request: &Request, role: Role) -> bool {
    worker.role == Some(role) && request.takes_any()
}

/// All come as far as to the mutex, or sleep before. Nobody has been inside.
pub fn gathered<'a>(
    trial: &'a Trial,
    sizes: Sizes,
) -> Result<(Stage<'a>, bool), Objection> {
    let mut stage = Stage::start(trial, sizes, |_, request| request.takes(MUTEX))?;
    let rests = stage.rest()?;
    Ok((stage, rests))
}

/// All are held before their first step.
pub fn begun<'a>(trial: &'a Trial, sizes: Sizes) -> Result<(Stage<'a>, bool), Objection> {
    let mut stage = Stage::start(trial, sizes, |_, request| request.takes_any())?;
    let rests = stage.rest()?;
    Ok((stage, rests))
}

/// Producers are held before their first step, so consumers find an empty buffer.
pub fn hungry<'a>(
    trial: &'a Trial,
    sizes: Sizes,
) -> Result<(Stage<'a>, bool), Objection> {
    let mut stage = Stage::start(trial, sizes, |worker, request| {
        begins(worker, request, Role::Producer)
    })?;
    let rests = stage.rest()?;
    Ok((stage, rests))
}

/// Consumers are held from the start, until all producers have ended and whoever leads waits again.
/// There is room for everything.
pub fn waiting_consumers<'a>(
    trial: &'a Trial,
    sizes: Sizes,
) -> Result<Stage<'a>, Objection> {
    // And room for a mark of the end.
    let slots = sizes.total() + sizes.consumers;
    let sizes = Sizes { slots, ..sizes };
    let mut stage = Stage::start(trial, sizes, |worker, request| {
        begins(worker, request, Role::Consumer)
    })?;
    stage.wait_until(|stage| {
        let puts = &stage.watch.ledger.puts;
        let ended = puts.keys().filter(|pid| stage.watch.ended.contains(pid));
        ended.count() as u64 == sizes.producers && stage.is_quiet()
    })?;
    Ok(stage)
}

/// Consumers are held, so producers put as much as they can.
pub fn fill(stage: &mut Stage<'_>) -> Result<bool, Objection> {
    stage.hold(|worker, request| begins(worker, request, Role::Consumer))?;
    stage.rest()
}

/// All consumers come to the mutex; then producers are held, and consumers take as much as they can.
pub fn drain(stage: &mut Stage<'_>) -> Result<bool, Objection> {
    stage.hold(|worker, request| {
        worker.role == Some(Role::Consumer) && request.takes(MUTEX)
    })?;
    if !stage.rest()? {
        return Ok(false);
    }
    stage.hold(|worker, request| begins(worker, request, Role::Producer))?;
    stage.rest()
}

/// One worker goes on alone, to its n-th time of giving the mutex back, and is held there.
pub fn alone(stage: &mut Stage<'_>, who: Pid, times: u32) -> Result<bool, Objection> {
    stage.hold(move |worker, request| {
        if worker.pid == who {
            request.gives(MUTEX) && worker.rounds >= times
        } else {
            request.takes_any()
        }
    })?;
    stage.wait_until(|stage| stage.watch.is_held(who))
}
