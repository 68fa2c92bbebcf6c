//! The steps of a run, and how it ended.

use super::event::End;
use super::task::Path;
use super::touch::Op;

/// An order: each task in turn, and whether it is ended instead.
pub type Script = Vec<(Path, bool)>;

/// Tasks, and the steps before which they stand.
pub type Before = Vec<(Path, Op)>;

/// One step of a run.
#[derive(Debug, Clone)]
pub struct Step {
    pub path: Path,
    pub op: Op,
    /// All that could have been done instead, this one included.
    pub enabled: Vec<(Path, Op)>,
    /// Steps that happened before this one for another reason than what they touch: the parent's before
    /// the fork, the child's before it was waited for.
    pub after: Vec<usize>,
    /// Its process was ended instead.
    pub killed: bool,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    Ended(End),
    /// All that are left wait: by letter, and for what.
    Deadlock(Vec<(usize, String)>),
    /// Every order from here on has been seen in another place.
    Known,
    /// The program did not do what the order says.
    Diverged(String),
    /// More steps than anybody wants to read.
    TooLong,
}
