//! Why a text or a list of steps is no schedule.

use super::step::{Action, Step};
use std::fmt;

/// Why a text or a list of steps is no schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScheduleError {
    /// It has no step at all.
    Empty,
    /// This word is not of the form `A.load` or `A.store`.
    NotAStep(String),
    /// No process can take this step here: its loads and stores must take turns.
    OutOfTurn {
        /// The step that cannot be.
        step: Step,
        /// Its place in the schedule, counted from 1.
        place: usize,
    },
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ScheduleError::Empty => f.write_str("the schedule has no step"),
            ScheduleError::NotAStep(word) => {
                // `{:?}` so that a control character in the word cannot reach a terminal.
                write!(
                    f,
                    "{word:?} is not a step: write A.load or A.store, with A to Z"
                )
            }
            ScheduleError::OutOfTurn { step, place } => {
                let (who, why) = (step.process, reason(step.action));
                write!(f, "step {place}, {step}, is not possible: {who} {why}")
            }
        }
    }
}

fn reason(action: Action) -> &'static str {
    match action {
        Action::Load => "has loaded before and must store first",
        Action::Store => "has nothing to store and must load first",
    }
}

impl std::error::Error for ScheduleError {}
