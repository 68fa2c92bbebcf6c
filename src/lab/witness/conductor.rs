//! Who goes next.

use super::event::Event;
use super::spots::{Spot, Spots};
use super::task::Path;
use super::touch::Op;

/// A task that stands before something that others can notice.
#[derive(Debug)]
pub struct Choice<'a> {
    pub task: usize,
    pub path: &'a Path,
    /// What it would do; only where each order has to be the same every time.
    pub op: Option<Op>,
    /// Would it wait, if it went on now?
    pub waits: bool,
}

/// What the conductor wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Let this one of the choices do what it stands before.
    Run(usize),
    /// End the process of this one of the choices, as `kill -9` does.
    Kill(usize),
    /// End the wait of this one of the choices, which would wait, as a signal does: `EINTR`.
    Interrupt(usize),
    /// End the program.
    Stop,
}

/// Decides who goes next, and hears what happened.
pub trait Conductor {
    /// At least one task can go on.
    fn choose(&mut self, choices: &[Choice<'_>]) -> Decision;

    /// All tasks wait, and nobody but themselves could end that: go on waiting?
    /// `left` are the steps that some of them would make if they could.
    fn stuck(&mut self, waiting: &[(usize, String)], left: Vec<(Path, Op)>) -> Decision {
        let _ = (waiting, left);
        Decision::Run(0)
    }

    /// `spot`, one of `spots`, says where in the program it happened.
    fn saw(&mut self, event: &Event, spot: Spot, spots: &Spots);

    /// Is this place in the source one that the reader knows? Else the one that called it will be told.
    fn is_own(&mut self, spot: Spot, spots: &Spots) -> bool {
        let _ = (spot, spots);
        true
    }

    /// Does each order have to be the same every time? Then semaphores are asked before a call is made
    /// that would wait, nobody sleeps, and no clock decides who goes next.
    fn is_exact(&self) -> bool {
        false
    }
}

/// One after the other in turns, each to its next access or call: what a fair and unlucky processor does.
/// Or each as far as it can get, in the order in which they were made: what usually happens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Turns {
    #[default]
    Each,
    AsFarAsPossible,
}

impl Turns {
    /// The choice after the task that went last.
    pub fn next(self, choices: &[Choice<'_>], last: usize) -> usize {
        let at = |wanted: &dyn Fn(usize) -> bool| {
            choices.iter().position(|choice| wanted(choice.task))
        };
        match self {
            Self::Each => at(&|task| task > last).unwrap_or(0),
            Self::AsFarAsPossible => at(&|task| task >= last).unwrap_or(0),
        }
    }
}
