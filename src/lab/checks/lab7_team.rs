//! Watching the workers of lab 7: who holds the semaphore, who waits, who leads.
//!
//! How a worker is caught inside its critical section: the kernel tells the semaphore's value
//! and who operated on it last. With value 0 that is the holder. It is stopped by SIGSTOP,
//! and then the kernel is asked again: still 0, still the same pid? Then it is stopped while
//! it holds. Else it had moved on: it is continued, and the next look may have more luck.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use shm_workbook::{Attachment, RemoveOnDrop, Segment, Semaphore};

use super::{key, keyed_segment};
use crate::bench::Bench;
use crate::diagnosis;
use crate::ended::Ended;
use crate::processes::{self, Process};
use crate::session::{Session, TICK};
use crate::verdict::{Judged, Objection};
use crate::words::Word;

/// A run of lab 7 with its counter.
#[derive(Debug)]
pub struct Team<'a> {
    pub session: Session<'a>,
    pub counter: Attachment<AtomicU64>,
    start: u64,
    pub workers: usize,
    pub n: u64,
    _segment: RemoveOnDrop<Segment>,
}

impl<'a> Team<'a> {
    pub fn start(bench: &'a Bench, workers: usize, n: u64) -> Result<Self, Objection> {
        bench.prepare("id=$(ipcmk -M 8 -p 0600 | tr -dc 0-9); ");
        let segment = keyed_segment(key(), 8)?;
        let counter = segment.attach_as::<AtomicU64>()?;
        let start = fastrand::u64(1..1_000_000);
        counter.store(start, Relaxed);
        let words = [
            Word::variable(segment.id()),
            Word::from(workers),
            Word::from(n),
        ];
        let session = bench.start(&words)?;
        Ok(Self {
            session,
            counter,
            start,
            workers,
            n,
            _segment: segment,
        })
    }

    /// How often the counter was incremented.
    pub fn done(&self) -> u64 {
        self.counter.load(Relaxed).wrapping_sub(self.start)
    }

    /// What the program printed and what is in memory must be the start plus W times N.
    pub fn exact(&mut self) -> Result<Ended, Objection> {
        let ended = self.session.finish();
        ended.succeeded()?;
        let whole = self.workers as u64 * self.n;
        self.between(&ended, whole, whole)?;
        Ok(ended)
    }

    pub fn between(&self, ended: &Ended, least: u64, most: u64) -> Judged {
        let value = self.counter.load(Relaxed);
        let printed = ended.value("final") == Some(value.to_string());
        if printed && (least..=most).contains(&self.done()) {
            return Ok(());
        }
        let (from, to) = (self.start + least, self.start + most);
        let wanted = if least == most {
            from.to_string()
        } else {
            format!("{from} to {to}")
        };
        let objection = ended.objection(
            format!("{wanted} in the counter, which started at {}, and `final=` it", self.start),
            "The load belongs into the critical section, too. What is loaded outside is old \
             when it is stored.",
        );
        Err(objection.with(format!("in memory: {value}")))
    }

    /// The program's semaphore, once it has one.
    pub fn semaphore(&self) -> Result<Semaphore, Objection> {
        let bench = self.session.bench;
        let mut found = None;
        self.session.wait_until(|| {
            found = bench.semaphores().first().map(|row| row.id);
            found.is_some()
        });
        found.map(Semaphore::from_id).ok_or_else(|| {
            self.objection(
                "a semaphore set of the program in the kernel's table, while it runs",
                "semget with IPC_PRIVATE and IPC_CREAT, before the workers start.",
            )
        })
    }

    /// Everybody below the process that leads: the parent of a worker.
    pub fn team_of(worker: Pid) -> Option<(Pid, Vec<Process>)> {
        let lead = processes::look(worker)?.parent;
        let team = processes::below(lead);
        Some((
            lead,
            team.into_iter()
                .filter(|process| process.parent == lead)
                .collect(),
        ))
    }

    pub fn objection(&self, expected: impl Into<String>, idea: &str) -> Objection {
        let objection = self.session.objection(expected, idea);
        diagnosis::semaphores()
            .into_iter()
            .fold(objection, Objection::with)
    }
}

/// A worker that is stopped while it holds the semaphore.
#[derive(Debug)]
pub struct Caught<'a> {
    pub team: Team<'a>,
    pub semaphore: Semaphore,
    pub holder: Pid,
    pub lead: Pid,
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
            }),
            None => Err(never_caught(&mut team, *most)),
        }
    }

    /// Waits until all other workers sleep in `semop`.
    pub fn others_wait(&self) -> Judged {
        let others = self.team.workers - 1;
        let until = Instant::now() + self.team.session.bench.limit / 4;
        let waiting = || self.semaphore.waiting().unwrap_or(0);
        while Instant::now() < until {
            if waiting() == others {
                return Ok(());
            }
            std::thread::sleep(TICK);
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
    pub fn others(&self) -> Vec<Pid> {
        let team = Team::team_of(self.holder)
            .map(|(_, team)| team)
            .unwrap_or_default();
        let pids = team.iter().map(|process| process.pid);
        pids.filter(|pid| *pid != self.holder).collect()
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
    let until = Instant::now() + Duration::from_millis(200);
    while processes::look(holder).is_some_and(|process| process.state != 'T') {
        if Instant::now() > until {
            break;
        }
        std::thread::yield_now();
    }
    if self::holder(semaphore) == Some(holder) && processes::look(holder)?.state == 'T' {
        return Some((holder, lead));
    }
    let _ = kill(holder, Signal::SIGCONT);
    None
}

fn in_run(team: &Team<'_>, pid: Pid) -> bool {
    pid != team.session.pid
        && processes::below(team.session.pid)
            .iter()
            .any(|process| process.pid == pid)
}

/// Who operated last on a semaphore with value 0.
fn holder(semaphore: Semaphore) -> Option<Pid> {
    let pid = semaphore.last_pid().ok()?;
    let taken = semaphore.permits().ok()? == 0;
    taken.then_some(Pid::from_raw(pid))
}
