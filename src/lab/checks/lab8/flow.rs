//! Is the buffer really filled and emptied, and does everybody sleep at the right place meanwhile?

use std::collections::HashSet;

use nix::unistd::Pid;

use super::acts::{drain, fill, gathered, hungry};
use super::run::any_sizes;
use super::stage::{SLEEPS, Stage};
use super::state::State;
use super::worker::Role;
use crate::trial::Trial;
use crate::verdict::{Judged, Objection};

/// Who hurries to the mutex first may be seen too late at the rest of it.
fn filled(trial: &Trial) -> Result<(Stage<'_>, bool), Objection> {
    let (mut stage, _) = gathered(trial, any_sizes())?;
    let rests = fill(&mut stage)?;
    Ok((stage, rests))
}

/// With all producers held, the set still has the values that it got.
pub fn own_set(trial: &Trial) -> Judged {
    let sizes = any_sizes();
    let (mut stage, _) = hungry(trial, sizes)?;
    let rows = trial.objects.semaphores()?;
    let state = stage.state();
    let right = matches!(rows.as_slice(), [row] if row.mode == 0o600 && row.count == 3);
    if !right {
        return Err(stage.objection(
            "one semaphore set, mode 0600, three semaphores in it",
            "semget takes the number of semaphores as its second argument and the mode in the \
             low nine bits of its third.",
        ));
    }
    if state.values != Some([sizes.slots as u16, 0, 1]) {
        return Err(stage.objection(
            format!(
                "the values {}, 0 and 1, before anything was put",
                sizes.slots
            ),
            "Member 0 is empty, with a permit for each slot; 1 is full; 2 is the mutex.",
        ));
    }
    stage.finish()?.succeeded()
}

pub fn workers(trial: &Trial) -> Judged {
    let sizes = any_sizes();
    let (mut stage, rests) = gathered(trial, sizes)?;
    let wanted = (sizes.producers as usize, sizes.consumers as usize);
    let idea = "As many processes as the arguments say, all of them started before the first is \
                waited for. A thread is no process.";
    let expected = format!(
        "{} producers and {} consumers at the set at once",
        wanted.0, wanted.1
    );
    if !rests {
        let [producers, consumers] = [Role::Producer, Role::Consumer]
            .map(|role| stage.watch.all_with_role(role).len());
        let seen =
            format!("{producers} processes have waited for empty, {consumers} for full");
        return Err(stage.objection(expected, idea).with(seen));
    }
    let ended = stage.finish()?;
    ended.succeeded()?;
    let processes = |pids: Vec<Pid>| {
        let group = |pid: Pid| stage.watch.workers.get(&pid).map(|worker| worker.group);
        let groups: HashSet<Pid> = pids.into_iter().filter_map(group).collect();
        groups.len()
    };
    // The one that leads may put a mark of the end: no item.
    let producers = processes(stage.watch.ledger.puts.keys().copied().collect());
    let consumers = processes(stage.watch.all_with_role(Role::Consumer));
    if (producers, consumers) == wanted {
        return Ok(());
    }
    let seen =
        format!("{producers} processes have put items, {consumers} have waited for full");
    Err(ended.objection(expected, idea).with(seen))
}

pub fn full(trial: &Trial) -> Judged {
    let (mut stage, _) = filled(trial)?;
    let slots = stage.run.sizes.slots;
    let State { memory, values, .. } = stage.state();
    if (memory.head, memory.tail, values.map(|values| values[0])) != (0, slots, Some(0)) {
        return Err(stage.objection(
            format!("{slots} items in the ring, and empty at 0, while no consumer takes any"),
            "empty has as many permits as there are slots. A producer takes one for each item, a \
             consumer gives it back.",
        ));
    }
    drain(&mut stage)?;
    let State { memory, values, .. } = stage.state();
    // Who slept for both permits in one call has put one item more.
    let is_empty = memory.head == memory.tail && memory.head >= slots;
    if !is_empty || values.map(|values| values[1]) != Some(0) {
        return Err(stage.objection(
            "no item in the ring, and full at 0, while no producer puts any",
            "full has as many permits as there are items in the ring. A consumer takes one for each \
             item, a producer gives one.",
        ));
    }
    stage.finish()?.succeeded()
}

pub fn waits(trial: &Trial) -> Judged {
    let (mut stage, rests) = filled(trial)?;
    if !rests {
        let expected = "all producers asleep, while no consumer takes anything (GETNCNT)";
        return Err(stage.objection(expected, SLEEPS));
    }
    // Who sleeps with the mutex now is another check's business, and would sleep for ever.
    if stage.state().asleep[2] > 0 {
        return Ok(());
    }
    if !drain(&mut stage)? {
        let expected = "all consumers asleep, while no producer puts anything (GETNCNT)";
        return Err(stage.objection(expected, SLEEPS));
    }
    stage.finish()?.succeeded()
}

pub fn no_deadlock(trial: &Trial) -> Judged {
    let (mut stage, rests) = filled(trial)?;
    mutex_is_free(
        &stage,
        rests,
        0,
        "a full buffer: all producers asleep at empty",
    )?;
    let rests = drain(&mut stage)?;
    mutex_is_free(
        &stage,
        rests,
        1,
        "an empty buffer: all consumers asleep at full",
    )?;
    stage.finish()?.succeeded()
}

/// `member` is where the waiting ones have to be.
fn mutex_is_free(stage: &Stage<'_>, rests: bool, member: usize, what: &str) -> Judged {
    let State { values, asleep, .. } = stage.state();
    let sizes = stage.run.sizes;
    let wanted = [sizes.producers, sizes.consumers][member];
    let is_free = values.is_some_and(|values| values[2] == 1);
    if rests && is_free && asleep[member] as u64 == wanted {
        return Ok(());
    }
    Err(stage.objection(
        format!("{what}, and mutex at 1"),
        "Whoever sleeps with the mutex sleeps for ever: nobody can put or take anything, which \
         would wake it. First the count, then the mutex; or both in one semop.",
    ))
}
