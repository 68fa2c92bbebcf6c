//! An order of loads and stores that processes can really take.

use super::schedule_error::ScheduleError;
use super::step::{Action, Process, Step};
use std::fmt;
use std::str::FromStr;

/// An order of loads and stores that is possible: each process loads and stores in turn.
///
/// A text or a list of steps is checked once, here; whoever holds a `Schedule` need not
/// check again.
/// It may end while a process holds a loaded value that it has not stored: see
/// [`Schedule::unfinished`].
///
/// ```
/// use shm_workbook::interleavings::Schedule;
/// let lost: Schedule = "A.load B.load A.store B.store".parse().unwrap();
/// assert_eq!((lost.processes(), lost.increments(), lost.final_value()), (2, 2, 1));
/// assert_eq!(lost.to_string(), "A.load B.load A.store B.store");
///
/// let wrong = "A.load A.load".parse::<Schedule>().unwrap_err();
/// assert_eq!(
///     wrong.to_string(),
///     "step 2, A.load, is not possible: A has loaded before and must store first"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Schedule {
    steps: Vec<Step>,
}

impl Schedule {
    /// Checks that the steps are possible in this order.
    ///
    /// # Errors
    /// [`ScheduleError::Empty`] without any step; [`ScheduleError::OutOfTurn`] at the
    /// first step
    /// that its process cannot take there.
    pub fn new(steps: Vec<Step>) -> Result<Schedule, ScheduleError> {
        if steps.is_empty() {
            return Err(ScheduleError::Empty);
        }
        let mut next = [Action::Load; Process::MAX];
        for (at, &step) in steps.iter().enumerate() {
            let due = &mut next[step.process.index()];
            if *due != step.action {
                return Err(ScheduleError::OutOfTurn {
                    step,
                    place: at + 1,
                });
            }
            *due = match step.action {
                Action::Load => Action::Store,
                Action::Store => Action::Load,
            };
        }
        Ok(Schedule { steps })
    }

    /// Takes steps that the model made, and that are possible by the way it makes them.
    pub(super) fn from_model(steps: Vec<Step>) -> Schedule {
        debug_assert!(
            Schedule::new(steps.clone()).is_ok(),
            "the model made an impossible order"
        );
        Schedule { steps }
    }

    /// The steps, first to last.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// How many processes it takes: up to the last letter that occurs, so `C.load` alone
    /// takes three.
    #[must_use]
    pub fn processes(&self) -> usize {
        let last = self.steps.iter().map(|step| step.process.index()).max();
        last.map_or(0, |index| index + 1)
    }

    /// How many increments are done in it by all processes together: the number of its
    /// stores.
    #[must_use]
    pub fn increments(&self) -> usize {
        self.steps
            .iter()
            .filter(|step| step.action == Action::Store)
            .count()
    }

    /// The processes that end with a loaded value which they have not stored, in order of
    /// their letters.
    #[must_use]
    pub fn unfinished(&self) -> Vec<Process> {
        let last = |process| self.steps.iter().rfind(|step| step.process == process);
        (0..self.processes())
            .filter_map(Process::new)
            .filter(|&process| {
                last(process).is_some_and(|step| step.action == Action::Load)
            })
            .collect()
    }

    /// How often another process goes on than the one before: the fewer, the shorter to
    /// read.
    #[must_use]
    pub fn switches(&self) -> usize {
        self.steps
            .windows(2)
            .filter(|pair| pair[0].process != pair[1].process)
            .count()
    }

    /// Where a counter ends that starts at 0 and goes through these steps.
    #[must_use]
    pub fn final_value(&self) -> u64 {
        let mut counter = 0;
        let mut register = [0; Process::MAX];
        for step in &self.steps {
            match step.action {
                Action::Load => register[step.process.index()] = counter,
                Action::Store => counter = register[step.process.index()] + 1,
            }
        }
        counter
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            let gap = if at == 0 { "" } else { " " };
            write!(f, "{gap}{step}")?;
        }
        Ok(())
    }
}

// Here, not beside `Step`: why a word is no step is told by an error that itself names steps.
impl FromStr for Step {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Step, ScheduleError> {
        let unknown = || ScheduleError::NotAStep(text.to_owned());
        let (name, action) = text.split_once('.').ok_or_else(unknown)?;
        let action = match action {
            "load" => Action::Load,
            "store" => Action::Store,
            _ => return Err(unknown()),
        };
        let index = match name.as_bytes() {
            [letter @ b'A'..=b'Z'] => usize::from(letter - b'A'),
            _ => return Err(unknown()),
        };
        let process = Process::new(index).ok_or_else(unknown)?;
        Ok(Step { process, action })
    }
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    /// Reads steps separated by white space.
    fn from_str(text: &str) -> Result<Schedule, ScheduleError> {
        let steps: Result<Vec<Step>, ScheduleError> =
            text.split_whitespace().map(str::parse).collect();
        Schedule::new(steps?)
    }
}
