//! Signals, and the ends of workers.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::acts::{alone, begun, fill, gathered, hungry};
use super::layout::Sizes;
use super::manners::none_left;
use super::run::any_sizes;
use super::stage::Stage;
use super::steps::made_by_all;
use super::worker::Role;
use crate::trial::Trial;
use crate::verdict::Judged;

/// Any signal ends the sleep, handler or not. The tracer keeps it from the program.
pub fn interrupted(trial: &Trial) -> Judged {
    let (mut stage, _) = gathered(trial, any_sizes())?;
    // Who spins cannot be interrupted. That is another check's business.
    if fill(&mut stage)? {
        for _ in 0..3 {
            interrupt(&mut stage)?;
        }
    }
    let ended = stage.finish()?;
    let right = ended
        .succeeded()
        .and_then(|()| stage.run.all_arrived(&ended))
        .and_then(|()| made_by_all(&stage, &ended));
    right.map_err(|objection| objection.because(EINTR))
}

const EINTR: &str = "A signal has ended the wait, and nothing was taken. Call semop again as long \
                     as it fails with EINTR. SA_RESTART has no effect on it.";

fn interrupt(stage: &mut Stage<'_>) -> Judged {
    let before = stage.run.memory();
    let sleepers = stage.watch.with_role(Role::Producer);
    let calls =
        |stage: &Stage<'_>, pid| stage.watch.workers.get(&pid).map(|one| one.calls);
    let so_far: Vec<_> = sleepers
        .iter()
        .map(|pid| (*pid, calls(stage, *pid)))
        .collect();
    for pid in &sleepers {
        let _ = kill(*pid, Signal::SIGSTOP);
    }
    let came_back = stage.wait_until(|stage| {
        let again = |(pid, before): &(Pid, Option<u32>)| calls(stage, *pid) > *before;
        so_far.iter().all(again) && stage.is_at_rest()
    })?;
    if came_back && stage.run.memory() == before {
        return Ok(());
    }
    Err(stage.objection("all producers asleep at empty again, after a signal", EINTR))
}

pub fn killed_producer(trial: &Trial) -> Judged {
    let (mut stage, _) = gathered(trial, any_sizes())?;
    fill(&mut stage)?;
    if stage.state().asleep[0] < 2 {
        return Err(stage.objection(
            "producers asleep at empty, while no consumer takes anything",
            "Before one can be killed as it waits, it has to wait there.",
        ));
    }
    let Some(victim) = stage.watch.with_role(Role::Producer).first().copied() else {
        return Ok(());
    };
    let puts = stage.watch.ledger.puts.get(&victim).copied().unwrap_or(0);
    stage.kill(victim)?;
    let ended = stage.finish()?;
    let Sizes {
        producers, items, ..
    } = stage.run.sizes;
    let counts = stage
        .run
        .memory()
        .story(stage.run.sizes)
        .unwrap_or_default();
    // Which number it had, the log tells: that of the only one that is not complete.
    let mut wanted = vec![items; producers as usize];
    let number = counts.iter().position(|count| *count == puts).unwrap_or(0);
    wanted[number] = puts;
    survived(&ended, victim)?;
    stage.run.arrived(&ended, &wanted)?;
    none_left(trial, &ended)
}

pub fn killed_consumer(trial: &Trial) -> Judged {
    let (mut stage, _) = hungry(trial, any_sizes())?;
    if stage.state().asleep[1] < 2 {
        return Err(stage.objection(
            "consumers asleep at full, while no producer puts anything",
            "Before one can be killed as it waits, it has to wait there.",
        ));
    }
    let Some(victim) = stage.watch.with_role(Role::Consumer).first().copied() else {
        return Ok(());
    };
    stage.kill(victim)?;
    let ended = stage.finish()?;
    survived(&ended, victim)?;
    stage.run.all_arrived(&ended)?;
    none_left(trial, &ended)
}

fn survived(ended: &crate::trial::ended::Ended, victim: Pid) -> Judged {
    ended.succeeded().map_err(|objection| {
        let idea = "The others go on: a consumer takes whatever comes, not a share that was \
                    counted beforehand, and whoever leads waits for all, however they end.";
        objection
            .with(format!("the checker killed pid {victim} as it slept, with nothing in hand"))
            .because(idea)
    })
}

/// One worker goes on alone, and is killed with the mutex in its hands. Then the mutex must be free
/// again, and the counts must be as they were.
pub fn undo(trial: &Trial) -> Judged {
    let (mut stage, _) = begun(trial, any_sizes())?;
    killed_inside(&mut stage, Role::Producer, 3)?;
    killed_inside(&mut stage, Role::Consumer, 2)
}

fn killed_inside(stage: &mut Stage<'_>, role: Role, times: u32) -> Judged {
    let idea = "SEM_UNDO belongs on both halves of the mutex: the kernel notes what it would have \
                to undo, and at the end of the process it does. It does not belong on empty and \
                full: what one takes, another one gives.";
    let victim = stage.watch.with_role(role).first().copied();
    let is_inside = match victim {
        Some(victim) => alone(stage, victim, times)?,
        None => false,
    };
    let (Some(victim), Some([empty, full, 0]), true) =
        (victim, stage.state().values, is_inside)
    else {
        let who = match role {
            Role::Producer => "a producer",
            Role::Consumer => "a consumer",
        };
        let expected =
            format!("{who} alone at the ring, with mutex at 0 in its round {times}");
        return Err(stage.objection(expected, idea));
    };
    stage.kill(victim)?;
    // Its undo is done before its end can be seen, and all others are held or asleep.
    let after = stage.state().values;
    if after == Some([empty, full, 1]) {
        return Ok(());
    }
    let expected = format!(
        "empty {empty}, full {full}, mutex 1, after pid {victim} was killed with the mutex in hand"
    );
    Err(stage.objection(expected, idea))
}
