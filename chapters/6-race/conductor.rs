//! The conductor: it lets real processes take their steps in exactly the order it wants.
//!
//! Each worker waits for a line on its pipe, takes one step, and answers. The next step is
//! given only after the answer. So nothing sleeps, nothing is left to the scheduler, and the
//! same schedule always ends the same.

use std::sync::atomic::Ordering;

use shm_workbook::Segment;
use shm_workbook::interleavings::{Action, Process, Schedule, Step};
use shm_workbook::lesson::{self, Child, Failure, Lesson, parse};

use crate::counter::Counter;

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
        let spawned = names.map(|name| {
            let puppet = lesson.spawn("puppet", &[&segment])?;
            Ok(puppet.named(name))
        });
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

/// In another process: takes one step at each line it hears, and tells the value that it loaded or
/// stored.
pub fn puppet(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let counter = segment.attach_as::<Counter>()?;
    lesson.answer("ready")?;
    let mut register = 0;
    while let Some(line) = lesson.hear()? {
        match line.as_str() {
            "load" => register = counter.value.load(Ordering::Relaxed),
            "store" => {
                register = register.wrapping_add(1);
                counter.value.store(register, Ordering::Relaxed);
            }
            _ => {
                return Err(Failure::Usage(format!(
                    "{line:?} is neither load nor store"
                )));
            }
        }
        lesson.answer(register)?;
    }
    Ok(counter.detach()?)
}
