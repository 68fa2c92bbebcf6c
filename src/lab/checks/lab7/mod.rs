//! Lab 7: count exactly, under a semaphore that survives a killed worker.

mod as_it_comes;
#[cfg(target_arch = "x86_64")]
mod faults;
mod gate;
mod holder;
mod hunt;
mod left;
mod manners;
#[cfg(target_arch = "x86_64")]
mod orders;
#[cfg(not(target_arch = "x86_64"))]
#[path = "elsewhere.rs"]
mod orders;
#[cfg(target_arch = "x86_64")]
mod patience;
mod permit;
#[cfg(target_arch = "x86_64")]
mod run;
#[cfg(target_arch = "x86_64")]
mod sections;
mod stores;
mod team;
mod tried;

use nix::sys::signal::{Signal, kill};
use shm_workbook::Semaphore;
use shm_workbook::procfs::process;

use self::holder::Held;
use self::left::none_left;
use self::manners::{line, one_segment, wrong_usage};
use self::orders::{each_kill, each_order, each_signal};
use self::stores::stores_inside;
use self::team::{Team, any_workers};
use self::tried::Judge;
use super::provided;
use crate::checks::check::checks;
use crate::trial::Trial;
use crate::verdict::{Judged, Objection};
use crate::words::Word;

checks! {
    2 "lab7.exact"         exact         "no update is lost";
    1 "lab7.semaphore"     semaphore     "a semaphore of its own, mode 0600";
    1 "lab7.workers"       workers       "as many workers as were asked for";
    1 "lab7.excludes"      excludes      "one at a time";
    1 "lab7.waits"         waits         "who waits, sleeps";
    2 "lab7.interrupted"   interrupted   "a signal interrupts semop";
    2 "lab7.killed-worker" killed_worker "a worker is killed inside";
    1 "lab7.undo-both"     undo_both     "undo on both halves";
    1 "lab7.removed"       removed       "the semaphore is removed";
    1 "lab7.two-at-once"   two_at_once   "two runs at once";
    1 "lab7.gone"          gone          "the id names nothing: EINVAL";
    1 "lab7.n-each"        n_each        "each worker takes its turn N times";
    1 "lab7.one-segment"   one_segment   "two runs at once on one segment";
    1 "lab7.line"          line          "prints this line and nothing else";
    1 "lab7.usage"         wrong_usage   "wrong usage: exit code 2";
}

/// One run as it comes, with many rounds, and all orders of two workers with few.
fn exact(trial: &Trial) -> Judged {
    each_order(trial, Judge::Counts)?.or(|| exact_together(trial))?;
    Team::start(trial, any_workers(), fastrand::u64(3000..6000))?
        .exact()
        .map(drop)
}

/// All workers wait for the same moment: on a busy machine they may run one after the other, and then
/// even a race loses nothing.
fn exact_together(trial: &Trial) -> Judged {
    let mut held = Held::begin(trial, any_workers())?;
    // Who spins is another check's business.
    let _ = held.others_wait();
    held.release();
    held.team.exact().map(drop)
}

fn semaphore(trial: &Trial) -> Judged {
    let held = Held::begin(trial, any_workers())?;
    let rows = trial.objects.semaphores()?;
    if let [row] = rows.as_slice() {
        if row.mode == 0o600 && row.count == 1 {
            return Ok(());
        }
    }
    Err(held.team.objection(
        "one semaphore set, mode 0600, one semaphore in it",
        "semget takes the number of semaphores as its second argument and the mode in the \
         low nine bits of its third.",
    ))
}

fn workers(trial: &Trial) -> Judged {
    let workers = any_workers();
    let held = Held::begin(trial, workers)?;
    let children = || Team::team_of(held.holder.pid).map_or(0, |(_, team)| team.len());
    // While one is stopped inside, the others wait behind it.
    let _ = held.others_wait();
    let too_many = held.semaphore.waiting().unwrap_or(0) >= workers;
    // Who spins is another check's business: then the children are counted.
    if !too_many && (held.holder.all_waited || children() == workers) {
        return Ok(());
    }
    Err(held.team.objection(
        format!("{workers} worker processes, children of one that leads"),
        "As many processes as WORKERS says, all started before the first is waited for.",
    ))
}

fn excludes(trial: &Trial) -> Judged {
    each_order(trial, Judge::OneAtATime)?.or(|| excludes_mostly(trial))
}

fn excludes_mostly(trial: &Trial) -> Judged {
    match stores_inside(trial) {
        // Where nobody may be traced, the run below has to do.
        Err(Objection::CannotJudge(_)) => {}
        judged => judged?,
    }
    let mut held = Held::begin(trial, any_workers())?;
    held.counter_rests()?;
    held.release();
    held.team.exact().map(drop)
}

fn n_each(trial: &Trial) -> Judged {
    orders::n_each(trial)?.or(|| stores::n_each(trial))
}

fn waits(trial: &Trial) -> Judged {
    let mut held = Held::begin(trial, any_workers())?;
    held.others_wait()?;
    held.release();
    held.team.exact().map(drop)
}

/// SIGSTOP and SIGCONT end a wait in semop with EINTR, without any handler.
fn interrupted(trial: &Trial) -> Judged {
    let idea = "A signal has ended the wait, and nothing was taken. Call semop again as long as \
                it fails with EINTR. SA_RESTART has no effect on it.";
    let tried = each_signal(trial).map_err(|objection| objection.because(idea))?;
    as_it_comes::interrupted(trial)
        .map_err(|objection| tried.told(objection).because(idea))
}

fn killed_worker(trial: &Trial) -> Judged {
    let tried = each_kill(trial)?;
    // A worker that is killed as it comes, among more of them, shows what is left behind.
    as_it_comes::killed(trial).map_err(|objection| tried.told(objection))
}

/// While the lead is stopped, it cannot remove the semaphore. So its value can be looked at
/// after the last worker has ended, when the kernel has undone whatever it had to undo.
fn undo_both(trial: &Trial) -> Judged {
    let mut held = Held::begin(trial, 2)?;
    let _ = kill(held.holder.lead, Signal::SIGSTOP);
    held.release();
    let lead = held.holder.lead;
    let ended_all = held.team.session.wait_until(|| {
        let team = process::descendants(lead);
        team.is_ok_and(|team| team.iter().all(|process| process.parent != lead))
    });
    let value = held.semaphore.permits().ok();
    let _ = kill(lead, Signal::SIGCONT);
    if ended_all && value == Some(1) {
        return held.team.exact().map(drop);
    }
    let ended = held.team.session.finish();
    let objection = ended.objection(
        "value 1 after all workers have ended, before the semaphore is removed",
        "The kernel adds up what to undo. With SEM_UNDO on one half only, the sum grows with \
         each round, and the end of a worker spoils the value. Put it on both halves.",
    );
    Err(objection.with(value_line(held.semaphore, value)))
}

fn value_line(semaphore: Semaphore, value: Option<u16>) -> String {
    match value {
        Some(value) => {
            format!("semaphore {semaphore}: value {value} when the last had ended")
        }
        None => format!("semaphore {semaphore}: no longer there"),
    }
}

fn removed(trial: &Trial) -> Judged {
    let mut team = Team::start(trial, any_workers(), fastrand::u64(100..300))?;
    let ended = team.exact()?;
    none_left(trial, &ended)
}

/// The first run is stopped in its critical section while the second runs from start to end, so
/// the two overlap however busy the machine is.
fn two_at_once(trial: &Trial) -> Judged {
    let mut first = Held::begin(trial, 2)?;
    let mut second = Team::start(trial, 3, fastrand::u64(300..600))?;
    let idea = "A semaphore of its own for each run: IPC_PRIVATE has no key that the other run \
                could find it by.";
    let second = second.exact().map(drop);
    first.release();
    let first = first.team.exact().map(drop);
    second
        .and(first)
        .map_err(|objection| objection.because(idea))
}

fn gone(trial: &Trial) -> Judged {
    provided::gone(trial, &[Word::from(2), Word::from(10)])?;
    let left = trial.objects.semaphores()?;
    if left.is_empty() {
        return Ok(());
    }
    let ended = trial.run(&[
        Word::from(provided::dead_id()?),
        Word::from(2),
        Word::from(10),
    ])?;
    none_left(trial, &ended)
}
