//! What was seen of a run, and what follows from it.

use nix::sys::signal::Signal;

/// One run of the program, as far as it went.
#[derive(Debug, Default)]
pub struct Seen<'a> {
    /// What the reader would type.
    pub command: &'a str,
    /// What the check wanted.
    pub expected: &'a str,
    pub stdout: &'a str,
    pub stderr: &'a str,
    pub code: Option<i32>,
    pub signal: Option<Signal>,
    /// It has ended while the check wanted to look at it.
    pub over: bool,
    /// Stopped by the time limit.
    pub timed_out: bool,
    /// The kernel's tables, a line each.
    pub kernel: &'a [String],
    /// What the processes and semaphores of a program that hung were doing, a line each.
    pub notes: &'a [String],
}

impl Seen<'_> {
    /// Was this run to be refused, with a call and its errno on stderr? Which?
    pub fn refusal(&self) -> Option<(&str, &str)> {
        let (wanted, _) = self.expected.strip_prefix('`')?.split_once("` on stderr")?;
        wanted.split_once(": ")
    }

    /// Does a process of the program sleep in a read of stdin?
    pub fn waits_for_stdin(&self) -> bool {
        self.notes
            .iter()
            .any(|note| note.ends_with("waits in read on file descriptor 0"))
    }
}

/// A mistake that explains a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cause {
    /// The same for all findings that this mistake explains.
    pub kind: String,
    /// What is wrong.
    pub says: String,
    /// What to do.
    pub advice: String,
}

impl Cause {
    pub fn new(kind: &str, says: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            kind: kind.to_string(),
            says: says.into(),
            advice: advice.into(),
        }
    }
}
