//! One step of one process: the words that a schedule is made of.

use std::fmt;

/// A process of the model, named by a capital letter: A, B, C …
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Process(u8);

impl Process {
    /// There are as many processes as letters to name them.
    pub const MAX: usize = 26;

    /// The process with this number, counted from 0; `None` when the letters do not
    /// reach.
    ///
    /// ```
    /// use shm_workbook::interleavings::Process;
    /// assert_eq!(Process::new(1).unwrap().to_string(), "B");
    /// assert_eq!(Process::new(26), None);
    /// ```
    #[must_use]
    pub fn new(index: usize) -> Option<Process> {
        let small = u8::try_from(index).ok()?;
        (index < Process::MAX).then_some(Process(small))
    }

    /// Its number, counted from 0: an index into a list of processes.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Its letter.
    #[must_use]
    pub fn letter(self) -> char {
        char::from(b'A' + self.0)
    }
}

impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.letter())
    }
}

/// What a process does to the shared counter in one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Copy the counter into the process's own register.
    Load,
    /// Write register + 1 into the counter. The add belongs to this step: nobody else
    /// sees it.
    Store,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Action::Load => "load",
            Action::Store => "store",
        })
    }
}

/// One process does one action. Written `A.load` or `B.store`.
///
/// ```
/// use shm_workbook::interleavings::{Action, Step};
/// let step: Step = "B.store".parse().unwrap();
/// assert_eq!((step.process.index(), step.action), (1, Action::Store));
/// assert_eq!(step.to_string(), "B.store");
/// assert!("B.add".parse::<Step>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step {
    /// Who.
    pub process: Process,
    /// Does what.
    pub action: Action,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.process, self.action)
    }
}
