//! A run of lab 7: its counter, its semaphore, its workers.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use nix::unistd::Pid;
use shm_workbook::{Attachment, RemoveOnDrop, Segment, Semaphore};

use super::{key, keyed_segment};
use crate::bench::Bench;
use crate::diagnosis;
use crate::ended::Ended;
use crate::processes::{self, Process};
use crate::session::Session;
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
        Self::start_by(bench, workers, n, Bench::start)
    }

    /// As tracees; see `tracer`.
    pub fn start_traced(
        bench: &'a Bench,
        workers: usize,
        n: u64,
    ) -> Result<Self, Objection> {
        Self::start_by(bench, workers, n, Bench::start_traced)
    }

    fn start_by(
        bench: &'a Bench,
        workers: usize,
        n: u64,
        start_program: impl Fn(&'a Bench, &[Word]) -> Result<Session<'a>, Objection>,
    ) -> Result<Self, Objection> {
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
        let session = start_program(bench, &words)?;
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

    /// The program's semaphore, once it has one. `None` if the run was over before one was seen.
    pub fn semaphore(&self) -> Option<Semaphore> {
        let bench = self.session.bench;
        let mut found = None;
        self.session.wait_until(|| {
            // The newest: an earlier run may have left one behind.
            found = bench.semaphores().last().map(|row| row.id);
            found.is_some()
        });
        found.map(Semaphore::from_id)
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
