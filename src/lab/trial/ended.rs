//! A program under test, after it has ended.

use nix::sys::signal::Signal;
use nix::sys::wait::WaitStatus;

use crate::causes;
use crate::causes::seen::{Cause, Seen};
use crate::isolation::limits;
use crate::trial::todo;
use crate::verdict::{Finding, Judged, Objection};

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Exited(i32),
    Killed(Signal),
    /// It was stopped by the time limit.
    TimedOut,
    /// It was stopped because all its processes waited for something that nobody was left to do.
    Stuck,
    /// It was stopped because it printed without end.
    Flooded,
    /// It was stopped because it started processes without end.
    Crowded,
    /// It was stopped because it filled the memory.
    Swollen,
    /// Somebody else has waited for it. That is never the program's doing.
    Lost,
}

impl End {
    pub fn from_status(status: WaitStatus) -> Option<Self> {
        match status {
            WaitStatus::Exited(_, code) => Some(Self::Exited(code)),
            WaitStatus::Signaled(_, signal, _) => Some(Self::Killed(signal)),
            _ => None,
        }
    }

    pub fn show(self) -> String {
        match self {
            Self::Exited(code) => format!("exit code {code}"),
            Self::Killed(signal) => format!("killed by {signal}"),
            Self::TimedOut => {
                "still running at the time limit, so it was stopped".to_string()
            }
            Self::Stuck => "stopped: it waits for what nobody is left to do".to_string(),
            Self::Flooded => "stopped: more output than any right answer has".to_string(),
            Self::Crowded => "stopped: it started process after process".to_string(),
            Self::Swollen => {
                format!("stopped: more than {} GiB of memory", limits::MEMORY >> 30)
            }
            Self::Lost => "ended, nobody knows how".to_string(),
        }
    }
}

/// What a program left to be looked at.
#[derive(Debug, Clone)]
pub struct Ended {
    pub command: String,
    pub end: End,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// The kernel's tables at the end of the program.
    pub kernel: Vec<String>,
    /// What was found out about a program that hung.
    pub notes: Vec<String>,
}

impl Ended {
    pub fn out(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    fn err(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// The value after `name=` on stdout: digits, with a sign or 0x.
    pub fn value(&self, name: &str) -> Option<String> {
        value(&self.out(), name)
    }

    /// The program must have ended well.
    pub fn succeeded(&self) -> Judged {
        match self.end {
            End::Exited(0) => Ok(()),
            End::Killed(Signal::SIGSEGV | Signal::SIGBUS) => Err(self.objection(
                "exit code 0",
                "A pointer went where nothing is attached, or wrote where only reading is \
                 allowed. Is every return value checked before it is used?",
            )),
            End::TimedOut | End::Stuck => Err(self.objection(
                "the program ends by itself",
                "What does it wait for, and who should have given it? The lines above say \
                 where each process was.",
            )),
            End::Flooded => Err(self.objection(
                "a line or two on stdout",
                "Something prints in a loop.",
            )),
            End::Crowded => Err(self.objection(
                "a few processes at most",
                "Who starts whom? A child that runs the parent's part starts children, too.",
            )),
            End::Swollen => Err(self.objection(
                "little memory",
                "Something is allocated in a loop, or far too large.",
            )),
            _ => Err(self.objection(
                "exit code 0",
                "The program gave up. Read its stderr: which call, which errno?",
            )),
        }
    }

    /// The program must have reported this call and errno, with exit code 1.
    pub fn refused(&self, call: &str, errno: &str, idea: &str) -> Judged {
        let wanted = format!("{call}: {errno}");
        let said = self.err().lines().any(|line| {
            let rest = line.strip_prefix(&wanted);
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
        });
        if said && self.end == End::Exited(1) {
            return Ok(());
        }
        let expected = format!("`{wanted}` on stderr and exit code 1");
        Err(self.objection(expected, idea))
    }

    fn cause(&self, expected: &str) -> Option<Cause> {
        causes::find(&Seen {
            command: &self.command,
            expected,
            stdout: &self.out(),
            stderr: &self.err(),
            code: match self.end {
                End::Exited(code) => Some(code),
                _ => None,
            },
            signal: match self.end {
                End::Killed(signal) => Some(signal),
                _ => None,
            },
            over: false,
            timed_out: matches!(self.end, End::TimedOut | End::Stuck),
            kernel: &self.kernel,
            notes: &self.notes,
        })
    }

    pub fn objection(&self, expected: impl Into<String>, idea: &str) -> Objection {
        let mut saw = vec![self.end.show()];
        saw.extend(excerpt("stdout", &self.out()));
        saw.extend(excerpt("stderr", &self.err()));
        saw.extend(self.kernel.iter().cloned());
        saw.extend(self.notes.iter().cloned());
        let expected = expected.into();
        let cause = self.cause(&expected);
        let idea = cause
            .as_ref()
            .map_or(idea, |cause| &cause.advice)
            .to_string();
        Objection::Fault(Box::new(Finding {
            run: self.command.clone(),
            expected,
            saw,
            cause: cause.map(Box::new),
            idea,
            stopped: matches!(
                self.end,
                End::TimedOut | End::Flooded | End::Crowded | End::Swollen
            ),
            todo: todo::reached(&self.err()).map(|task| shorten(&task)),
            ..Finding::default()
        }))
    }
}

pub fn value(line: &str, name: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let value = words.find_map(|word| word.strip_prefix(name)?.strip_prefix('='))?;
    Some(value.to_string())
}

/// A few lines, none too long: what a program prints is not trusted to be short.
fn excerpt(stream: &str, text: &str) -> Vec<String> {
    let most = 6;
    let mut lines: Vec<String> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(most)
        .map(|line| format!("{stream}: {}", shorten(line)))
        .collect();
    if text.lines().count() > most {
        lines.push(format!("{stream}: … ({} bytes in all)", text.len()));
    }
    lines
}

/// Control characters would speak to the reader's terminal.
pub fn shorten(line: &str) -> String {
    let clean = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let mut short: String = line.chars().take(160).map(clean).collect();
    if line.chars().count() > 160 {
        short.push('…');
    }
    short
}
