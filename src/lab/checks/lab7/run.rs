//! One run of lab 7 in a given order.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;
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
use crate::witness::task::Path;
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
    /// Where this process may run when no run needs the one processor that it shares with the program.
    processors: Option<CpuSet>,
}

/// What a run has to follow.
#[derive(Debug, Clone, Default)]
pub struct Order {
    pub script: Script,
    pub sleep: Before,
    /// Before this step, a signal ends the wait of this task.
    pub interrupt: Option<(usize, Path)>,
}

/// What one run came to.
pub struct Run {
    pub ended: Ended,
    pub steps: Vec<Step>,
    pub left: Before,
    /// At each step, who waited for a semaphore.
    pub waits: Vec<(usize, Path)>,
    interrupt: Option<(usize, Path)>,
    /// `None` if the program has ended by itself.
    pub ending: Option<Ending>,
    /// Who waits for whom at a deadlock.
    pub picture: String,
    /// What the sections say.
    pub sections: Option<String>,
    /// How many sections each process has been through.
    pub done: Vec<u64>,
}

impl Run {
    /// The order of this run, up to this step.
    pub fn order_before(&self, step: usize) -> Order {
        let steps = self.steps.iter().take(step);
        Order {
            script: steps.map(|step| (step.path.clone(), step.killed)).collect(),
            ..Order::default()
        }
    }
}

impl<'a> Runs<'a> {
    pub fn new(trial: &'a Trial, workers: usize, n: u64) -> Result<Self, Objection> {
        trial.can_watch()?;
        let processors = sched_getaffinity(Pid::from_raw(0)).ok();
        start::one_processor();
        let segment = provided::segment(trial, 8)?;
        // The first increment overflows the lower half: the counter has 64 bits.
        let start = (fastrand::u64(1..1 << 4) << 32) - 1;
        Ok(Self {
            trial,
            counter: segment.attach_as::<AtomicU64>()?,
            start,
            workers,
            n,
            segment,
            processors,
        })
    }

    pub fn run(&self, order: Order, trace: Option<Trace<'_>>) -> Result<Run, Objection> {
        self.counter.store(self.start, Relaxed);
        let words = [
            Word::variable(self.segment.id()),
            Word::from(self.workers),
            Word::from(self.n),
        ];
        let explorer = Explorer::new(order.script, order.sleep, trace);
        let interrupt = order.interrupt.clone();
        let mut sections = Sections::new(explorer, &self.counter, interrupt);
        let ended = self.trial.watch(&words, &mut sections)?;
        let Sections {
            explorer,
            done,
            fault,
            waits,
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
            waits,
            interrupt: order.interrupt,
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
        let mut order = run.order_before(run.steps.len());
        order.interrupt.clone_from(&run.interrupt);
        let mut out = Vec::new();
        let trace = Trace::new(&mut out, false, Turns::Each, u64::MAX).for_a_finding();
        if self.run(order, Some(trace)).is_err() {
            return objection;
        }
        let text = String::from_utf8_lossy(&out).into_owned();
        let lines = text.lines().take(MOST_LINES);
        lines.fold(objection, Objection::with_step)
    }
}

impl Drop for Runs<'_> {
    fn drop(&mut self) {
        // Rounds as they come are to come on all processors.
        if let Some(processors) = &self.processors {
            let _ = sched_setaffinity(Pid::from_raw(0), processors);
        }
    }
}
