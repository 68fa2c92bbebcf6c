//! The holder of a permit: a worker of lab 7, stopped inside its critical section.
//!
//! The kernel tells the semaphore's value and who operated on it last. With value 0 that is
//! the holder. It is stopped by SIGSTOP, and then the kernel is asked again: still 0, and still
//! the same pid? Then it is stopped while it holds. Else it had moved on: it is continued, and
//! the next look may have more luck.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use shm_workbook::Semaphore;
use shm_workbook::procfs::process;

use super::gate::Gate;
use super::team::Team;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::trial::session::TICK;
use crate::verdict::{Judged, Objection};

/// A team with a worker that is stopped while it holds. No worker has done all its rounds.
#[derive(Debug)]
pub struct Held<'a> {
    pub team: Team<'a>,
    pub semaphore: Semaphore,
    pub holder: Holder,
}

/// The worker inside.
#[derive(Debug)]
pub struct Holder {
    pub pid: Pid,
    /// Its parent, who waits for all workers.
    pub lead: Pid,
    /// Before, all workers were seen to wait at the same time.
    pub all_waited: bool,
}

/// Rounds of each worker, in the first run and in the last.
const ROUNDS: RangeInclusive<u64> = 4_000..=250_000;

impl<'a> Held<'a> {
    pub fn begin(trial: &'a Trial, workers: usize) -> Result<Self, Objection> {
        let mut n = *ROUNDS.start();
        loop {
            let mut team = Team::start(trial, workers, n)?;
            let semaphore = team.semaphore();
            if let Some(semaphore) = semaphore {
                if let Some(holder) = Holder::of(semaphore, &team)? {
                    // What has been waited for so far is not the program's doing.
                    team.session.deadline = Instant::now() + trial.limit;
                    return Ok(Self {
                        team,
                        semaphore,
                        holder,
                    });
                }
            }
            let ended = team.session.finish();
            ended.succeeded()?;
            // The run was over too soon, or there is nothing to catch.
            n *= 4;
            if !ROUNDS.contains(&n) {
                return Err(nothing_to_catch(&ended, semaphore));
            }
        }
    }

    /// Waits until all other workers sleep in `semop`.
    pub fn others_wait(&self) -> Judged {
        let others = self.team.workers - 1;
        let until = Instant::now() + self.team.session.limit / 4;
        while Instant::now() < until {
            if self.semaphore.waiting().unwrap_or(0) >= others {
                return Ok(());
            }
            std::thread::sleep(TICK);
        }
        Err(self.team.objection(
            format!("{others} waiting (GETNCNT), while pid {} holds the semaphore", self.holder.pid),
            "A worker that has to wait sleeps in semop. IPC_NOWAIT in a loop burns the time \
             that the holder needs.",
        ))
    }

    /// While the holder is stopped, nobody may count.
    pub fn counter_rests(&self) -> Judged {
        let before = self.team.done();
        // When all others sleep, nobody is left to count. Who never sleeps gets some time to.
        let _ = self.others_wait();
        self.rests_since(before)
    }

    pub fn rests_since(&self, before: u64) -> Judged {
        if self.team.done() == before {
            return Ok(());
        }
        Err(self.team.objection(
            format!("a counter that rests while pid {} holds the semaphore", self.holder.pid),
            "Somebody counts without having taken the semaphore. Look at what semop returns: \
             after EINTR nothing was taken.",
        ))
    }

    /// The workers, without the one that is stopped.
    fn others(&self) -> Vec<Pid> {
        let team = Team::team_of(self.holder.pid)
            .map(|(_, team)| team)
            .unwrap_or_default();
        let pids = team.iter().map(|process| process.pid);
        pids.filter(|pid| *pid != self.holder.pid).collect()
    }

    /// Stops the others and continues them. A stop that has not happened yet would be taken
    /// back by the continue, so each is waited for.
    pub fn interrupt_others(&self) {
        let others = self.others();
        for signal in [Signal::SIGSTOP, Signal::SIGCONT] {
            for pid in &others {
                let _ = kill(*pid, signal);
            }
            if signal == Signal::SIGSTOP {
                others.iter().for_each(|pid| wait_for_stop(*pid));
            }
        }
    }

    pub fn release(&self) {
        let _ = kill(self.holder.pid, Signal::SIGCONT);
    }
}

fn nothing_to_catch(ended: &Ended, semaphore: Option<Semaphore>) -> Objection {
    match semaphore {
        None => ended.objection(
            "a semaphore set of the program in the kernel's table, while it runs",
            "semget with IPC_PRIVATE and IPC_CREAT, before the workers start.",
        ),
        Some(_) => ended.objection(
            "a semaphore that a worker takes (value 0) and gives back (value 1)",
            "One semaphore in the set, value 1 when it is free. Each round takes it by semop \
             with -1 and gives it back with +1.",
        ),
    }
}

impl Holder {
    fn of(semaphore: Semaphore, team: &Team<'_>) -> Result<Option<Self>, Objection> {
        let gate = Gate::close(team, semaphore)?;
        let all_waited = gate.as_ref().is_some_and(|gate| gate.all_wait(team));
        drop(gate);
        Ok(stop_one(semaphore, team).map(|(pid, lead)| Self {
            pid,
            lead,
            all_waited,
        }))
    }
}

/// Stops a worker inside; with its parent.
fn stop_one(semaphore: Semaphore, team: &Team<'_>) -> Option<(Pid, Pid)> {
    let mut members = HashSet::new();
    while !team.session.is_over() {
        let Some(pid) = last_if_taken(semaphore) else {
            std::thread::yield_now();
            continue;
        };
        if !members.contains(&pid) {
            // Whoever leads is not stopped: it has to wait for the others.
            let below = process::descendants(team.session.pid).ok()?;
            members.extend(below.iter().map(|process| process.pid));
            continue;
        }
        if kill(pid, Signal::SIGSTOP).is_err() {
            continue;
        }
        wait_for_stop(pid);
        let holds = is_stopped(pid) && last_if_taken(semaphore) == Some(pid);
        if holds && team.done() < team.n {
            return Some((pid, process::look(pid).ok()?.parent));
        }
        let _ = kill(pid, Signal::SIGCONT);
    }
    None
}

/// The signal is sent; the process stops when it is next to run, or it ends.
fn wait_for_stop(pid: Pid) {
    let until = Instant::now() + Duration::from_millis(500);
    let runs =
        || process::look(pid).is_ok_and(|process| !matches!(process.state, 'T' | 'Z'));
    while runs() && Instant::now() < until {
        std::thread::sleep(Duration::from_micros(50));
    }
}

fn is_stopped(pid: Pid) -> bool {
    process::look(pid).is_ok_and(|process| process.state == 'T')
}

/// Who operated last on a semaphore with value 0.
///
/// These are two questions, and others may operate between them. The value has to come first:
/// a process that is stopped cannot become the last after it. The other way round, one that
/// was stopped just after it gave back would be named as soon as the next one took.
pub fn last_if_taken(semaphore: Semaphore) -> Option<Pid> {
    let taken = semaphore.permits().ok()? == 0;
    let pid = semaphore.last_pid().ok()?;
    taken.then_some(Pid::from_raw(pid))
}
