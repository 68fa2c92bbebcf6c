//! What went wrong, in the form in which a chapter reports it.

use std::fmt;
use std::io::{Write, stderr};
use std::process::ExitCode;

use nix::sys::signal::Signal;

use super::layout::lay_out_help;
use super::{help, undone, words};
use crate::sysv::call::Call;
use crate::sysv::error::Error;
use nix::errno::Errno;

/// What the parts of a chapter return.
pub type Result<T = ()> = std::result::Result<T, Failure>;

/// Why a chapter did not come to its end.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The command line is wrong.
    Usage(String),
    /// A call of the library failed.
    Library(Error),
    /// Another system call failed.
    Io {
        /// What was tried.
        what: String,
        /// Why it failed.
        errno: Errno,
    },
    /// A signal asked the program to end.
    Interrupted(Signal),
    /// A child failed, and has said on stderr what and why.
    Child(String),
    /// A signal ended a child, which could say nothing.
    Killed {
        /// The child.
        child: String,
        /// By which it was ended.
        signal: Signal,
    },
    /// Something else is not as it should be.
    Other {
        /// What.
        what: String,
        /// What to do about it. A command stands in backticks, which are not printed: it is never folded.
        help: String,
    },
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Library(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Usage(what) | Failure::Child(what) | Failure::Other { what, .. } => {
                write!(f, "{}", words::say(what))
            }
            Failure::Library(error) => error.fmt(f),
            Failure::Io { what, errno } => {
                write!(f, "{what}: {errno:?}: {}", errno.desc())
            }
            Failure::Interrupted(signal) => write!(f, "ended by {signal}"),
            Failure::Killed { child, signal } => {
                write!(f, "the {child} failed: {signal}")
            }
        }
    }
}

/// Prints `error:` and `help:` lines, and chooses the exit code.
pub(super) fn report(outcome: &Result, usage: &str) -> ExitCode {
    let (mut lines, mut code) = (String::new(), ExitCode::SUCCESS);
    let mut call = None;
    if let Err(failure) = outcome {
        lines = format!("error: {failure}\n{}", failure.advice(usage));
        (call, code) = (failure.call(), failure.code());
    }
    for [what, help] in undone::lines(call) {
        let label = if lines.is_empty() { "error" } else { "also" };
        lines += &format!("{label}: {what}\n{}", lay_out_help(&help));
        if outcome.is_ok() {
            code = ExitCode::FAILURE;
        }
    }
    // One write: another process may report at this moment, too. If stderr is gone as well, the exit
    // code has to say it alone.
    let _ = stderr().write_all(lines.as_bytes());
    code
}

impl Failure {
    /// The System V call that failed.
    fn call(&self) -> Option<Call> {
        match self {
            Failure::Library(Error::Sys { call, .. }) => Some(*call),
            _ => None,
        }
    }

    fn code(&self) -> ExitCode {
        match self {
            Failure::Usage(_) => ExitCode::from(2),
            Failure::Interrupted(signal) => ExitCode::from(128 + *signal as u8),
            _ => ExitCode::FAILURE,
        }
    }

    fn advice(&self, usage: &str) -> String {
        match self {
            Failure::Usage(_) => format!("{usage}\n"),
            _ => lay_out_help(&words::say(&self.help())),
        }
    }

    fn help(&self) -> String {
        match self {
            Failure::Library(error) => help::of_error(error),
            Failure::Io { errno, .. } => help::of_io(*errno).into(),
            Failure::Interrupted(_) => "what this run had created is removed".into(),
            Failure::Child(_) => "see its error above".into(),
            Failure::Killed { signal, .. } => help::of_signal(*signal).into(),
            Failure::Other { help, .. } => help.clone(),
            Failure::Usage(_) => String::new(),
        }
    }
}

/// What should fail with this errno, and does. The error is part of the lesson.
///
/// # Errors
/// [`Failure`] if it fails otherwise, or succeeds.
pub fn refused<T>(outcome: std::result::Result<T, Error>, expected: Errno) -> Result {
    match outcome {
        Err(error) if error.errno() == Some(expected) => Ok(()),
        Err(error) => Err(error.into()),
        Ok(_) => Err(Failure::Other {
            what: format!("a call succeeded that should fail with {expected:?}"),
            help: "somebody else is removing or creating this very object; run it again"
                .into(),
        }),
    }
}
