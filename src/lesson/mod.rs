//! What all chapters share: printing steps, arguments, children, errors and exit codes.
//!
//! A reader of a chapter can ignore this module: every System V call of a lesson stands in the
//! chapter itself. Here is only what would otherwise be written eight times.
//!
//! | file | what it holds |
//! |---|---|
//! | `mod` | [`run`], which a chapter's `main` calls, and [`Lesson`], which it gets |
//! | `args` | [`Args`]: the command line |
//! | `child` | [`Child`]: this program, run again in a role |
//! | `failure` | [`Failure`]: what is printed behind `error:` |
//! | `help` | what to do about each errno of each call |
//! | `kernel` | what the kernel says: rows as in `ipcs -m`, lines of `/proc/self/maps` |
//! | `layout` | how a line looks: indented, folded, with a style |
//! | `output` | lines on stdout, where writing may fail |
//! | `role` | starting a child, and being one |
//! | `signals` | waiting for something without missing Ctrl-C |
//! | `steps` | what a lesson prints |
//! | `undone` | removals that failed where nobody could return an error |

mod args;
mod child;
mod failure;
mod help;
mod kernel;
mod layout;
mod output;
mod role;
mod signals;
mod steps;
mod undone;

use std::fmt::Display;
use std::hash::{BuildHasher, RandomState};
use std::io::{IsTerminal, Write, stderr, stdin};
use std::os::fd::AsFd;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Duration;

pub use args::{Args, number};
pub use child::{Child, Ending};
pub use failure::{Failure, refused};
pub use role::{Play, Role};

use crate::sysv::call::{Record, observe};
use crate::sysv::cleanup::RemoveOnDrop;
use crate::sysv::key::Key;
use crate::sysv::shm::segment::Segment;
use signals::Signals;

/// What the parts of a chapter return.
pub type Result<T = ()> = std::result::Result<T, Failure>;

/// A run of a chapter, or of one of its roles.
#[derive(Debug)]
pub struct Lesson {
    /// What the command line holds beyond the flags that all chapters know.
    pub args: Args,
    /// `None` in a role.
    signals: Option<Signals>,
    pauses: bool,
    steps: u32,
    /// Has it left something on purpose, as its last act? Then nothing can go wrong any more.
    has_left: bool,
}

/// Runs a chapter, or the role that its parent asks for; a role that is not in the table is wrong
/// usage. Handles `--help` and `--step`, the trace of calls, errors, and the exit code: 0 done, 1
/// failed, 2 wrong usage, 128 + N ended by signal N.
pub fn run(usage: &str, chapter: Play, roles: &[Role]) -> ExitCode {
    let outcome = Args::from_env().and_then(|mut args| {
        if args.flag("--help") || args.flag("-h") {
            return output::print(layout::Kind::Result, usage.trim_end());
        }
        let role = role::take(&mut args, roles)?;
        let mut lesson = Lesson::begin(args, role.is_some())?;
        role.unwrap_or(chapter)(&mut lesson)?;
        lesson.end()
    });
    // By now everything has been dropped that had to be detached or removed.
    failure::report(&outcome, usage)
}

impl Lesson {
    fn begin(mut args: Args, in_role: bool) -> Result<Lesson> {
        output::begin(in_role);
        kernel::expect_segments_to_stay()?;
        observe(|record: &Record| {
            output::call(record);
            undone::watch(record);
        });
        let pauses = args.flag("--step") && !in_role;
        let signals = match in_role {
            // It ends at once by the signals that its parent waits for.
            true => signals::unblock_all().map(|()| None)?,
            false => Some(Signals::block()?),
        };
        Ok(Lesson {
            args,
            signals,
            pauses,
            steps: 0,
            has_left: false,
        })
    }

    fn end(&self) -> Result {
        if self.has_left {
            Ok(())
        } else {
            self.all_is_well()
        }
    }

    /// Has every line reached its reader, and has no signal asked to end? One that came after the last
    /// wait must not be lost.
    fn all_is_well(&self) -> Result {
        output::check()?;
        self.wait(None, Some(Duration::ZERO)).map(drop)
    }

    /// Leaves a segment for another process, as the last act of a run. It is removed instead if
    /// nobody may have heard of it, or if a signal has asked to end.
    ///
    /// # Errors
    /// [`Failure`] for these two reasons.
    pub fn leave(&mut self, segment: RemoveOnDrop<Segment>) -> Result {
        self.all_is_well()?;
        segment.keep();
        self.has_left = true;
        Ok(())
    }

    /// The key of `--key`, if it is given.
    ///
    /// # Errors
    /// [`Failure::Usage`] if the value is no key, or 0, by which nobody can find anything.
    pub fn key(&mut self) -> Result<Option<Key>> {
        let Some(text) = self.args.value::<String>("--key")? else {
            return Ok(None);
        };
        match text.parse() {
            Ok(Key::PRIVATE) => Err(Failure::Usage(
                "--key 0 is IPC_PRIVATE, no key to find".into(),
            )),
            Ok(key) => Ok(Some(key)),
            Err(_) => Err(Failure::Usage(format!(
                "--key {text} is no key (a decimal number, or hexadecimal as 0x4d2, of 32 bits)"
            ))),
        }
    }

    /// In a role: the segment whose id is the next argument.
    ///
    /// # Errors
    /// [`Failure::Usage`] if it is missing or no id.
    pub fn segment(&mut self) -> Result<Segment> {
        self.args.take("SEGMENT")
    }

    /// Waits until `input` can be read, a child ended, or the time is over; `true` for the first.
    ///
    /// # Errors
    /// [`Failure::Interrupted`] if a signal asks to end.
    pub fn wait(
        &self,
        input: Option<&dyn AsFd>,
        limit: Option<Duration>,
    ) -> Result<bool> {
        match &self.signals {
            Some(signals) => signals.wait(input, limit),
            None => Ok(input.is_some()),
        }
    }

    fn pause(&self) -> Result {
        if !self.pauses {
            return Ok(());
        }
        // Prompt only somebody who is there, and not on stdout, which holds the lesson.
        if stdin().is_terminal() {
            let _ = write!(stderr(), "[Enter] ");
        }
        loop {
            self.wait(Some(&stdin()), None)?;
            match signals::take_byte(&stdin())? {
                Some(b'\n') | None => return Ok(()),
                Some(_) => {}
            }
        }
    }
}

/// What another process wrote as text.
///
/// # Errors
/// [`Failure::Usage`] if it cannot be understood.
pub fn parse<T: FromStr<Err: Display>>(text: &str) -> Result<T> {
    text.parse()
        .map_err(|error| Failure::Usage(format!("{text:?}: {error}")))
}

/// A random key above the small numbers that people choose by hand: two runs at once must not
/// meet, and a segment that a killed run left must not block the next.
pub fn fresh_key() -> Key {
    let random = RandomState::new().hash_one(std::process::id()) as i32;
    Key::new((random & 0x3fff_ffff) | 0x4000_0000)
}
