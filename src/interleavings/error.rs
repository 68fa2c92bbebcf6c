//! Why the model gives no answer.

use super::step::Process;
use std::fmt;

/// The most increments of a process: far more than can be counted, and few enough
/// that an order of them fits into memory.
pub(super) const MOST_INCREMENTS: usize = 10_000;

/// Why the model gives no answer. It never gives a wrong one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelError {
    /// There must be 1 to [`Process::MAX`] processes.
    Processes(usize),
    /// Each process must have 1 to [`Program::MOST`](super::Program::MOST) increments.
    Increments(usize),
    /// The lock is said to be kept by a process, or at an increment, that the program has
    /// not.
    NobodyKeepsIt,
    /// A count does not fit the type chosen for counts.
    CountTooLarge,
    /// More states than a reader would wait for.
    TooManyStates,
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ModelError::Processes(asked) => {
                write!(
                    f,
                    "{asked} processes: the model takes 1 to {}",
                    Process::MAX
                )
            }
            ModelError::Increments(asked) => {
                write!(
                    f,
                    "{asked} increments: each process does 1 to {}",
                    MOST_INCREMENTS
                )
            }
            ModelError::NobodyKeepsIt => f.write_str(
                "the process that keeps the lock never comes to that increment",
            ),
            ModelError::CountTooLarge => f.write_str(
                "the number of interleavings is too large for this type of count",
            ),
            ModelError::TooManyStates => {
                f.write_str("too many states to count in reasonable time")
            }
        }
    }
}

impl std::error::Error for ModelError {}
