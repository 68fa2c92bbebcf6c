//! One run of lab 7 in a given order.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use shm_workbook::{Attachment, RemoveOnDrop, Segment};

use super::sections::Sections;
use crate::checks::provided;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::verdict::Objection;
use crate::witness::columns::Trace;
use crate::witness::conductor::Turns;
use crate::witness::explorer::Explorer;
use crate::witness::start;
use crate::witness::steps::{Before, Ending, Script, Step};
use crate::words::Word;

/// More lines of a schedule nobody reads.
const MOST_LINES: usize = 80;

/// The same program again and again, on one segment, each time in another order.
pub struct Runs<'a> {
    trial: &'a Trial,
    pub counter: Attachment<AtomicU64>,
    pub start: u64,
    pub workers: usize,
    pub n: u64,
    segment: RemoveOnDrop<Segment>,
}

/// What one run came to.
pub struct Run {
    pub ended: Ended,
    pub steps: Vec<Step>,
    pub left: Before,
    /// `None` if the program has ended by itself.
    pub ending: Option<Ending>,
    /// Who waits for whom at a deadlock.
    pub picture: String,
    /// What the sections say.
    pub sections: Option<String>,
    /// How many sections each process has been through.
    pub done: Vec<u64>,
}

impl<'a> Runs<'a> {
    pub fn new(trial: &'a Trial, workers: usize, n: u64) -> Result<Self, Objection> {
        trial.can_watch()?;
        start::one_processor();
        let segment = provided::segment(trial, 8)?;
        // The first increment overflows the lower half: the counter has 64 bits.
        let start = (fastrand::u64(1..1 << 20) << 32) - 1;
        Ok(Self {
            trial,
            counter: segment.attach_as::<AtomicU64>()?,
            start,
            workers,
            n,
            segment,
        })
    }

    pub fn run(
        &self,
        script: Script,
        sleep: Before,
        trace: Option<Trace<'_>>,
    ) -> Result<Run, Objection> {
        self.counter.store(self.start, Relaxed);
        let words = [
            Word::variable(self.segment.id()),
            Word::from(self.workers),
            Word::from(self.n),
        ];
        let explorer = Explorer::new(script, sleep, trace);
        let mut sections = Sections::new(explorer, &self.counter);
        let ended = self.trial.watch(&words, &mut sections)?;
        let Sections {
            explorer,
            done,
            fault,
            ..
        } = sections;
        let picture = match &explorer.ending {
            Some(Ending::Deadlock(waiting)) => explorer.balance.picture(waiting),
            _ => String::new(),
        };
        Ok(Run {
            ended,
            steps: explorer.steps,
            left: explorer.left,
            ending: explorer.ending,
            picture,
            sections: fault,
            done: done.into_values().collect(),
        })
    }

    /// How often the counter was incremented.
    pub fn counted(&self) -> u64 {
        self.counter.load(Relaxed).wrapping_sub(self.start)
    }

    /// Runs the same order once more, to show it: a column for each process, and the source lines.
    pub fn shown(&self, run: &Run, objection: Objection) -> Objection {
        let script = run.steps.iter();
        let script = script
            .map(|step| (step.path.clone(), step.killed))
            .collect();
        let mut out = Vec::new();
        let trace = Trace::new(&mut out, false, Turns::Each, u64::MAX).without_output();
        if self.run(script, Vec::new(), Some(trace)).is_err() {
            return objection;
        }
        let text = String::from_utf8_lossy(&out).into_owned();
        let lines = text.lines().take(MOST_LINES);
        lines.fold(objection, Objection::with)
    }
}
