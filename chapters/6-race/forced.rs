//! One order of real processes' steps, played as it is written.

use std::sync::atomic::Ordering;

use shm_workbook::interleavings::{Process, Schedule};
use shm_workbook::lesson::{self, Lesson};
use shm_workbook::{Key, Mode, Segment};

use crate::conductor::Conductor;
use crate::counter::{Counter, SIZE};

/// Plays the schedule on real processes, and returns the value that the counter really has then.
pub fn forced(lesson: &mut Lesson, schedule: &Schedule) -> lesson::Result<u64> {
    lesson.step(format_args!("A forced order: {schedule}"))?;
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let counter = segment.attach_as::<Counter>()?;
    let mut conductor = Conductor::start(lesson, *segment, schedule.processes())?;
    lesson.table(&[*segment])?;
    lesson.notice("nattch counts each worker, and this program, which conducts them.")?;
    lesson.say(header(schedule))?;
    conductor.play(schedule, |step, value| {
        let column = step.process.index() * COLUMN;
        let done = format!("{:column$}{} {value}", "", step.action);
        let width = schedule.processes() * COLUMN;
        lesson.say(format_args!(
            "{done:<width$}{}",
            counter.value.load(Ordering::Relaxed)
        ))
    })?;
    conductor.end()?;
    let counted = counter.value.load(Ordering::Relaxed);
    let lost = lesson.tally(schedule.increments() as u64, counted)?;
    lesson.notice(if lost > 0 {
        "A worker that stores a value it loaded before the other's store undoes that store. The \
         same order loses the same updates, every time: this is not a matter of luck."
    } else {
        "No store came between another worker's load and its store, so nothing is lost. The same \
         order loses nothing, every time: this is not a matter of luck."
    })?;
    counter.detach()?;
    segment.remove()?;
    Ok(counted)
}

const COLUMN: usize = 12;

fn header(schedule: &Schedule) -> String {
    let workers = (0..schedule.processes()).filter_map(Process::new);
    workers
        .map(|worker| format!("{:<COLUMN$}", worker.letter()))
        .collect::<String>()
        + "counter"
}
