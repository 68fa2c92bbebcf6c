//! A run in an order of your own, with kills: each worker takes one step when it is told to. The
//! playground of the book's page exports its runs in this form, and they end the same here.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use shm_workbook::lesson::{self, Child, Failure, Lesson};
use shm_workbook::{Key, Mode, Operation, Segment, SemaphoreSet};

use crate::worker::{SIZE, TOKENS, Table};

const NAMES: [&str; 3] = ["A", "B", "C"];
const ACTIONS: [&str; 7] = [
    "acquire",
    "acquire+undo",
    "load",
    "store",
    "release",
    "release+undo",
    "kill",
];

/// Which worker does what, in order.
#[derive(Debug)]
pub struct Schedule(Vec<Step>);

#[derive(Debug, Clone, Copy)]
struct Step {
    worker: usize,
    action: &'static str,
}

impl FromStr for Schedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Schedule, String> {
        text.split_whitespace()
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Schedule)
    }
}

impl FromStr for Step {
    type Err = String;

    fn from_str(text: &str) -> Result<Step, String> {
        let unknown = || {
            let actions = ACTIONS.join(", ");
            format!("{text} is no step, as A.load is; B, C; {actions}")
        };
        let (name, action) = text.split_once('.').ok_or_else(unknown)?;
        let worker = NAMES.iter().position(|known| *known == name);
        let action = ACTIONS.into_iter().find(|known| *known == action);
        match (worker, action) {
            (Some(worker), Some(action)) => Ok(Step { worker, action }),
            _ => Err(unknown()),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{}", NAMES[self.worker], self.action))
    }
}

/// In a role: one step for each line. A token is taken from the left and put on the right; in
/// between it is in this process only.
pub fn puppet(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let set: SemaphoreSet = lesson.args.take("SEMAPHORES")?;
    let table = segment.attach_as::<Table>()?;
    lesson.answer("ready")?;
    while let Some(action) = lesson.hear()? {
        match action.as_str() {
            "acquire" => set.operate(&[Operation::wait(0)])?,
            "acquire+undo" => set.operate(&[Operation::wait(0).undo()])?,
            "release" => set.operate(&[Operation::signal(0)])?,
            "release+undo" => set.operate(&[Operation::signal(0).undo()])?,
            "load" => drop(table.left.fetch_sub(1, Ordering::Relaxed)),
            _ => drop(table.right.fetch_add(1, Ordering::Relaxed)),
        }
        lesson.answer("done")?;
    }
    Ok(table.detach()?)
}

/// The workers, and who of them waits or has ended.
struct Crew<'a> {
    lesson: &'a Lesson,
    set: SemaphoreSet,
    workers: Vec<Child>,
    waiting: Vec<usize>,
    ended: Vec<usize>,
}

/// Plays the schedule, and says how it ended.
pub fn play(lesson: &mut Lesson, schedule: &Schedule) -> lesson::Result {
    lesson.step("A run in an order of your own")?;
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let table = segment.attach_as::<Table>()?;
    table.left.store(TOKENS, Ordering::Relaxed);
    let set = SemaphoreSet::create(Key::PRIVATE, &[1], Mode::OWNER)?.remove_on_drop();
    let spawned = NAMES.map(|name| lesson.spawn(name, &[&segment, &set]));
    let workers = spawned.into_iter().collect::<lesson::Result<Vec<_>>>()?;
    let mut crew = Crew {
        lesson,
        set: *set,
        workers,
        waiting: Vec::new(),
        ended: Vec::new(),
    };
    lesson.all_answer(&mut crew.workers)?;
    for &step in &schedule.0 {
        crew.take(step)?;
        crew.hear_who_was_woken()?;
        lesson.say(format_args!("{step:<16} value {}", crew.value()?))?;
    }
    let waiting: Vec<&str> = crew.waiting.iter().map(|&at| NAMES[at]).collect();
    let value = crew.value()?;
    // Before the others end: their undo notes would change it.
    lesson.answer(format_args!(
        "value {value}, waiting {}, left {}, right {}",
        if waiting.is_empty() {
            "nobody".into()
        } else {
            waiting.join(" ")
        },
        table.left.load(Ordering::Relaxed),
        table.right.load(Ordering::Relaxed),
    ))?;
    drop(crew);
    set.remove()?;
    table.detach()?;
    Ok(segment.remove()?)
}

impl Crew<'_> {
    fn take(&mut self, step: Step) -> lesson::Result {
        let Step { worker: at, action } = step;
        if self.ended.contains(&at) {
            return Err(Failure::Usage(format!("{step}: it has ended")));
        }
        if action == "kill" {
            return self.kill(at);
        }
        if self.waiting.contains(&at) {
            return Err(Failure::Usage(format!("{step}: it waits")));
        }
        self.workers[at].tell(action)?;
        if !self.answers_or_waits(at)? {
            self.waiting.push(at);
        }
        Ok(())
    }

    fn kill(&mut self, at: usize) -> lesson::Result {
        self.workers[at].kill()?;
        self.workers[at].finish(self.lesson)?;
        self.waiting.retain(|&other| other != at);
        self.ended.push(at);
        Ok(())
    }

    /// `true` if the worker has taken its step; `false` if the kernel counts one more who waits.
    fn answers_or_waits(&mut self, at: usize) -> lesson::Result<bool> {
        loop {
            if self.workers[at].speaks(self.lesson, Duration::from_millis(5))? {
                self.workers[at].answer(self.lesson)?;
                return Ok(true);
            }
            if self.count()? > self.waiting.len() {
                return Ok(false);
            }
        }
    }

    /// A release or an undo may have let others go on: as many as no longer wait.
    fn hear_who_was_woken(&mut self) -> lesson::Result {
        while self.waiting.len() > self.count()? {
            for at in self.waiting.clone() {
                if self.workers[at].speaks(self.lesson, Duration::from_millis(5))? {
                    self.workers[at].answer(self.lesson)?;
                    self.waiting.retain(|&other| other != at);
                }
            }
        }
        Ok(())
    }

    /// How many wait, as the kernel says. Only the workers' calls are shown.
    fn count(&self) -> lesson::Result<usize> {
        self.quietly(|set| set.waiting(0))
    }

    fn value(&self) -> lesson::Result<u16> {
        self.quietly(|set| set.value(0))
    }

    fn quietly<T>(
        &self,
        ask: impl FnOnce(SemaphoreSet) -> Result<T, shm_workbook::Error>,
    ) -> lesson::Result<T> {
        self.lesson.trace(false);
        let answer = ask(self.set);
        self.lesson.trace(true);
        Ok(answer?)
    }
}
