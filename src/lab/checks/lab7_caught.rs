//! Catching a worker of lab 7 inside its critical section.
//!
//! The kernel tells the semaphore's value and who operated on it last. With value 0 that is
//! the holder. It is stopped by SIGSTOP, and then the kernel is asked again: still 0, and still
//! the same pid? Then it is stopped while it holds. Else it had moved on: it is continued, and
//! the next look may have more luck.

use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use shm_workbook::Semaphore;

use super::lab7_team::Team;
use crate::bench::Bench;
use crate::processes;
use crate::session::TICK;
use crate::verdict::{Judged, Objection};

/// A worker that is stopped while it holds the semaphore.
#[derive(Debug)]
pub struct Caught<'a> {
    pub team: Team<'a>,
    pub semaphore: Semaphore,
    pub holder: Pid,
    pub lead: Pid,
    /// The most workers that were seen at the same time.
    pub most: usize,
}

impl<'a> Caught<'a> {
    /// Starts a team and catches one of it. On a busy machine a run may be over before it was
    /// looked at, so there are more tries, each with a longer run.
    pub fn catch(bench: &'a Bench, workers: usize) -> Result<Self, Objection> {
        let mut most = 0;
        for n in [20_000, 60_000] {
            let team = Team::start(bench, workers, n)?;
            if let Ok(caught) = Self::one_of(team, &mut most) {
                return Ok(caught);
            }
        }
        let team = Team::start(bench, workers, 180_000)?;
        Self::one_of(team, &mut most)
    }

    fn one_of(mut team: Team<'a>, most: &mut usize) -> Result<Self, Objection> {
        let semaphore = team.semaphore()?;
        match stop_holder(&team, semaphore, most) {
            Some((holder, lead)) => Ok(Self {
                team,
                semaphore,
                holder,
                lead,
                most: *most,
            }),
            None => Err(never_caught(&mut team, *most)),
        }
    }

    /// Waits until all other workers sleep in `semop`. They are counted anew each time: one
    /// that was behind its last round when the holder was stopped ends instead.
    pub fn others_wait(&self) -> Judged {
        let until = Instant::now() + self.team.session.bench.limit / 4;
        let mut others = self.others().len();
        while Instant::now() < until {
            if self.semaphore.waiting().unwrap_or(0) == others {
                return Ok(());
            }
            std::thread::sleep(TICK);
            others = self.others().len();
        }
        Err(self.team.objection(
            format!("{others} waiting (GETNCNT), while pid {} holds the semaphore", self.holder),
            "A worker that has to wait sleeps in semop. IPC_NOWAIT in a loop burns the time \
             that the holder needs.",
        ))
    }

    /// While the holder is stopped, nobody may count.
    pub fn counter_rests(&self) -> Judged {
        let before = self.team.done();
        std::thread::sleep(Duration::from_millis(20));
        self.rests_since(before)
    }

    pub fn rests_since(&self, before: u64) -> Judged {
        if self.team.done() == before {
            return Ok(());
        }
        Err(self.team.objection(
            format!("a counter that rests while pid {} holds the semaphore", self.holder),
            "Somebody counts without having taken the semaphore. Look at what semop returns: \
             after EINTR nothing was taken.",
        ))
    }

    /// The workers, without the one that is stopped.
    fn others(&self) -> Vec<Pid> {
        let team = Team::team_of(self.holder)
            .map(|(_, team)| team)
            .unwrap_or_default();
        let pids = team.iter().map(|process| process.pid);
        pids.filter(|pid| *pid != self.holder).collect()
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
        let _ = kill(self.holder, Signal::SIGCONT);
    }
}

fn never_caught(team: &mut Team<'_>, most: usize) -> Objection {
    let ended = team.session.finish();
    if let Err(objection) = ended.succeeded() {
        return objection;
    }
    if most > 0 && most < team.workers {
        let expected = format!("{} workers at the same time", team.workers);
        let idea = "As many processes as WORKERS says, all started before the first is \
                    waited for.";
        return ended
            .objection(expected, idea)
            .with(format!("workers at the same time: {most}"));
    }
    ended.objection(
        "a semaphore that a worker takes (value 0) and gives back (value 1)",
        "One semaphore in the set, value 1 when it is free. Each round takes it by semop \
         with -1 and gives it back with +1.",
    )
}

fn stop_holder(
    team: &Team<'_>,
    semaphore: Semaphore,
    most: &mut usize,
) -> Option<(Pid, Pid)> {
    let mut caught = None;
    while caught.is_none() && !team.session.is_over() {
        caught = try_to_stop(team, semaphore, most);
    }
    caught
}

fn try_to_stop(
    team: &Team<'_>,
    semaphore: Semaphore,
    most: &mut usize,
) -> Option<(Pid, Pid)> {
    let holder = holder(semaphore)?;
    let (lead, members) = Team::team_of(holder)?;
    if !in_run(team, holder) {
        return None;
    }
    *most = members.len().max(*most);
    // Not before all are there: one that is stopped early would keep the others from coming.
    if members.len() < team.workers {
        return None;
    }
    kill(holder, Signal::SIGSTOP).ok()?;
    wait_for_stop(holder);
    if is_stopped(holder) && self::holder(semaphore) == Some(holder) {
        return Some((holder, lead));
    }
    let _ = kill(holder, Signal::SIGCONT);
    None
}

/// The signal is sent; the process stops when it is next to run, or it ends.
fn wait_for_stop(pid: Pid) {
    let until = Instant::now() + Duration::from_millis(500);
    let runs = || {
        processes::look(pid).is_some_and(|process| !matches!(process.state, 'T' | 'Z'))
    };
    while runs() && Instant::now() < until {
        std::thread::yield_now();
    }
}

fn is_stopped(pid: Pid) -> bool {
    processes::look(pid).is_some_and(|process| process.state == 'T')
}

fn in_run(team: &Team<'_>, pid: Pid) -> bool {
    pid != team.session.pid
        && processes::below(team.session.pid)
            .iter()
            .any(|process| process.pid == pid)
}

/// Who operated last on a semaphore with value 0.
///
/// These are two questions, and others may operate between them. The value has to come first:
/// a process that is stopped cannot become the last after it. The other way round, one that
/// was stopped just after it gave back would be named as soon as the next one took.
fn holder(semaphore: Semaphore) -> Option<Pid> {
    let taken = semaphore.permits().ok()? == 0;
    let pid = semaphore.last_pid().ok()?;
    taken.then_some(Pid::from_raw(pid))
}
