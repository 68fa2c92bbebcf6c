//! The holder of a permit: a worker of lab 7, stopped inside its critical section.
//!
//! How it comes to be stopped there: see `hunt`.

use std::ops::RangeInclusive;
use std::time::Instant;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use shm_workbook::Semaphore;

use super::hunt::Hunt;
use super::permit::{Holder, wait_for_stop};
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

/// Rounds of each worker, in the first run and in the last.
const ROUNDS: RangeInclusive<u64> = 4_000..=250_000;

impl<'a> Held<'a> {
    pub fn begin(trial: &'a Trial, workers: usize) -> Result<Self, Objection> {
        let mut n = *ROUNDS.start();
        let (mut was_used, mut was_ignored) = (false, false);
        loop {
            let mut team = Team::start(trial, workers, n)?;
            let semaphore = team.semaphore();
            if let Some(semaphore) = semaphore {
                let mut hunt = Hunt::new(semaphore, &team);
                if let Some(holder) = hunt.catch()? {
                    // What has been waited for so far is not the program's doing.
                    team.session.clock.restart();
                    return Ok(Self {
                        team,
                        semaphore,
                        holder,
                    });
                }
                was_used |= hunt.was_used;
                was_ignored |= hunt.was_ignored;
            }
            let ended = team.session.finish();
            ended.succeeded()?;
            // The run was over too soon, or there is nothing to catch.
            n *= 4;
            if ROUNDS.contains(&n) {
                continue;
            }
            return Err(if was_ignored {
                ignored(&ended)
            } else if was_used {
                missed()
            } else {
                nothing_to_catch(&ended, semaphore)
            });
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

/// Workers were seen to use the semaphore, and nobody was stopped inside: the checker was too
/// slow, and that is not the program's fault.
fn missed() -> Objection {
    let reason =
        "the checker did not stop any worker inside its critical section in time";
    Objection::Missed(reason.to_string())
}

fn ignored(ended: &Ended) -> Objection {
    ended.objection(
        "a counter that rests while the checker itself holds the semaphore",
        "Is its value 1 when it is free? Does each worker take it before it loads?",
    )
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
