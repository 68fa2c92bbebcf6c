//! The conductor: it lets real processes take their steps in exactly the order it wants.
//!
//! Each worker waits for a line on its pipe, takes one step, and answers. The next step is
//! given only after the answer. So nothing sleeps, nothing is left to the scheduler, and the
//! same schedule always ends the same.

use shm_workbook::Segment;
use shm_workbook::interleavings::{Action, Process, Schedule, Step};
use shm_workbook::lesson::{self, Child, Lesson, parse};

/// The workers, each at the start of its lines.
pub struct Conductor<'a> {
    lesson: &'a Lesson,
    workers: Vec<Child>,
}

// ANCHOR: play
impl<'a> Conductor<'a> {
    /// Starts as many workers as the schedule has, and waits until each has attached.
    pub fn start(
        lesson: &'a Lesson,
        segment: Segment,
        workers: usize,
    ) -> lesson::Result<Self> {
        let names = (0..workers).filter_map(Process::new);
        let spawned = names.map(|name| lesson.spawn(&name.to_string(), &[&segment]));
        let mut workers = spawned.collect::<lesson::Result<Vec<_>>>()?;
        for worker in &mut workers {
            worker.answer(lesson)?;
        }
        Ok(Conductor { lesson, workers })
    }

    /// Plays the schedule, and hands each step with its value to `show`.
    pub fn play(
        &mut self,
        schedule: &Schedule,
        mut show: impl FnMut(Step, u64) -> lesson::Result,
    ) -> lesson::Result {
        for &step in schedule.steps() {
            let value = self.take(step)?;
            show(step, value)?;
        }
        Ok(())
    }

    /// Lets one worker take one step, and returns the value that it loaded or stored.
    fn take(&mut self, step: Step) -> lesson::Result<u64> {
        let worker = &mut self.workers[step.process.index()];
        worker.tell(match step.action {
            Action::Load => "load",
            Action::Store => "store",
        })?;
        parse(&worker.answer(self.lesson)?)
    }

    /// No more steps: waits for the workers' ends.
    pub fn end(mut self) -> lesson::Result {
        self.workers
            .iter_mut()
            .try_for_each(|worker| worker.succeed(self.lesson))
    }
}
// ANCHOR_END: play
