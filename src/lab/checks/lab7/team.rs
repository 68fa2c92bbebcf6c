//! A run of lab 7: its counter, its semaphore, its workers.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use nix::unistd::Pid;
use shm_workbook::procfs::process::{self, Process};
use shm_workbook::{Attachment, RemoveOnDrop, Segment, Semaphore};

use crate::checks::provided;
use crate::trial::Trial;
use crate::trial::diagnosis;
use crate::trial::ended::Ended;
use crate::trial::session::Session;
use crate::verdict::{Judged, Objection};
use crate::words::Word;

pub fn any_workers() -> usize {
    fastrand::usize(2..5)
}

/// A run of lab 7 with its counter.
#[derive(Debug)]
pub struct Team<'a> {
    pub session: Session<'a>,
    pub counter: Attachment<AtomicU64>,
    start: u64,
    pub workers: usize,
    pub n: u64,
    /// `None` if the segment is another run's.
    _segment: Option<RemoveOnDrop<Segment>>,
}

impl<'a> Team<'a> {
    pub fn start(trial: &'a Trial, workers: usize, n: u64) -> Result<Self, Objection> {
        Self::start_by(trial, workers, n, Trial::start)
    }

    /// As tracees; see `tracer`.
    pub fn start_traced(
        trial: &'a Trial,
        workers: usize,
        n: u64,
    ) -> Result<Self, Objection> {
        Self::start_by(trial, workers, n, Trial::start_traced)
    }

    /// On the segment of another run, which must be at rest now.
    pub fn beside(
        other: &Self,
        trial: &'a Trial,
        workers: usize,
        n: u64,
    ) -> Result<Self, Objection> {
        let segment = other.counter.segment();
        Self::on(segment, None, (workers, n), |words| trial.start(words))
    }

    /// The lower half of the counter overflows meanwhile: it has 64 bits.
    fn start_by(
        trial: &'a Trial,
        workers: usize,
        n: u64,
        start_program: impl Fn(&'a Trial, &[Word]) -> Result<Session<'a>, Objection>,
    ) -> Result<Self, Objection> {
        let segment = provided::segment(trial, 8)?;
        let start = fastrand::u64(1..1 << 20) << 32;
        let start = start - fastrand::u64(1..=workers as u64 * n / 2);
        segment.attach_as::<AtomicU64>()?.store(start, Relaxed);
        let id = Segment::from_id(segment.id());
        Self::on(id, Some(segment), (workers, n), |words| {
            start_program(trial, words)
        })
    }

    fn on(
        segment: Segment,
        owned: Option<RemoveOnDrop<Segment>>,
        (workers, n): (usize, u64),
        start_program: impl Fn(&[Word]) -> Result<Session<'a>, Objection>,
    ) -> Result<Self, Objection> {
        let counter = segment.attach_as::<AtomicU64>()?;
        let start = counter.load(Relaxed);
        let words = [
            Word::variable(segment.id()),
            Word::from(workers),
            Word::from(n),
        ];
        Ok(Self {
            session: start_program(&words)?,
            counter,
            start,
            workers,
            n,
            _segment: owned,
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

    /// The program's semaphore, once it has one. `None` if the run was over before one was seen.
    pub fn semaphore(&self) -> Option<Semaphore> {
        let objects = self.session.objects;
        let mut found = None;
        self.session.wait_until(|| {
            // The newest: an earlier run may have left one behind.
            let rows = objects.semaphores().unwrap_or_default();
            found = rows.last().map(|row| row.id);
            found.is_some()
        });
        found.map(Semaphore::from_id)
    }

    /// Everybody below the process that leads: the parent of a worker.
    pub fn team_of(worker: Pid) -> Option<(Pid, Vec<Process>)> {
        let lead = process::look(worker).ok()?.parent;
        let team = process::descendants(lead).ok()?;
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
