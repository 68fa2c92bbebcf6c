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
//! | `failure` | [`Failure`]: what is printed behind `error:` and `help:` |
//! | `kernel` | what the kernel says: rows as in `ipcs -m`, lines of `/proc/self/maps` |
//! | `output` | lines on stdout, where writing may fail |
//! | `signals` | waiting for something without missing Ctrl-C |
//! | `undone` | removals that failed where nobody could return an error |

mod args;
mod child;
mod failure;
mod kernel;
mod output;
mod signals;
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

use crate::sysv::call::{Record, observe};
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
    role: Option<String>,
    signals: Option<Signals>,
    pauses: bool,
    steps: u32,
}

/// Runs a chapter: `--help` and `--step`, the trace of calls, errors, and the exit code: 0 done, 1
/// failed, 2 wrong usage, 128 + N ended by signal N.
pub fn run(usage: &str, chapter: fn(&mut Lesson) -> Result) -> ExitCode {
    let outcome = Args::from_env().and_then(|mut args| {
        if args.flag("--help") || args.flag("-h") {
            return output::line(usage.trim_end());
        }
        let mut lesson = Lesson::begin(args)?;
        chapter(&mut lesson)?;
        lesson.end()
    });
    // By now everything has been dropped that had to be detached or removed.
    failure::report(&outcome, usage)
}

impl Lesson {
    fn begin(mut args: Args) -> Result<Lesson> {
        let role = child::take_role(&mut args)?;
        output::label(role.as_deref());
        observe(|record: &Record| {
            output::call(record);
            undone::watch(record);
        });
        let pauses = args.flag("--step");
        // A child keeps the default: it ends at once by the signals that its parent waits for.
        let signals = if role.is_none() {
            Some(Signals::block()?)
        } else {
            None
        };
        Ok(Lesson {
            args,
            role,
            signals,
            pauses,
            steps: 0,
        })
    }

    fn end(&mut self) -> Result {
        output::check()?;
        // A signal that came after the last wait must not be lost.
        self.wait(None, Some(Duration::ZERO)).map(drop)
    }

    /// The role that this process plays, if it is a child of the chapter.
    pub fn role(&self) -> Option<&str> {
        self.role.as_deref()
    }

    /// Begins the next step.
    ///
    /// # Errors
    /// [`Failure`] if stdout cannot be written or a signal asks to end.
    pub fn step(&mut self, title: impl Display) -> Result {
        if self.steps > 0 {
            self.pause()?;
            output::line("")?;
        }
        self.wait(None, Some(Duration::ZERO))?;
        self.steps += 1;
        output::line(format_args!("{}. {title}", self.steps))
    }

    /// Prints a line of a step.
    ///
    /// # Errors
    /// [`Failure`] if stdout cannot be written.
    pub fn say(&self, text: impl Display) -> Result {
        for line in text.to_string().lines() {
            output::indented(line)?;
        }
        Ok(())
    }

    /// Prints a result, at the margin. In a role it is the answer to the parent.
    ///
    /// # Errors
    /// As [`Lesson::say`].
    pub fn answer(&self, text: impl Display) -> Result {
        output::line(text)
    }

    /// Prints how many increments there should be, are, and are missing.
    ///
    /// # Errors
    /// As [`Lesson::say`]; [`Failure`] if there are more than there can be.
    pub fn tally(&self, expected: u64, counted: u64) -> Result {
        let Some(lost) = expected.checked_sub(counted) else {
            return Err(Failure::Other {
                what: format!(
                    "the counter says {counted}, but only {expected} were added"
                ),
                help: "somebody else has written into the segment; run it again".into(),
            });
        };
        self.answer(format_args!(
            "expected {expected}, counted {counted}, lost {lost}"
        ))
    }

    /// Calls made from here on are printed, or not: a loop of a thousand calls prints its first
    /// round.
    pub fn trace(&self, on: bool) {
        output::trace(on);
    }

    /// Prints the one thing to notice in this step.
    ///
    /// # Errors
    /// As [`Lesson::say`].
    pub fn notice(&self, text: impl Display) -> Result {
        self.say(format_args!("> {}", text.to_string().replace('\n', "\n  ")))
    }

    /// Prints what the kernel says about these segments, as `ipcs -m` does.
    ///
    /// # Errors
    /// [`Failure`] if `/proc/sysvipc/shm` cannot be read or stdout cannot be written.
    pub fn table(&self, segments: &[Segment]) -> Result {
        self.say(kernel::table(segments)?)
    }

    /// The segment that has this key now, as the kernel's table tells without any call.
    ///
    /// # Errors
    /// [`Failure`] if `/proc/sysvipc/shm` cannot be read, or if there is none.
    pub fn find(&self, key: Key) -> Result<Segment> {
        kernel::find(key)
    }

    /// Prints this process's line of `/proc/self/maps` for the address, and returns the size
    /// of that mapping in bytes; prints that there is none, and returns 0.
    ///
    /// # Errors
    /// [`Failure`] if `/proc/self/maps` cannot be read or stdout cannot be written.
    pub fn mapping(&self, address: usize) -> Result<usize> {
        let (size, line) = kernel::mapping(address)?;
        self.say(line)?;
        Ok(size)
    }

    /// Prints where to go on, after the last step.
    ///
    /// # Errors
    /// As [`Lesson::step`].
    pub fn go_on(&mut self, text: impl Display) -> Result {
        self.pause()?;
        output::line("")?;
        output::line(text)
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
        parse(&self.args.positional().unwrap_or_default())
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
        if !self.pauses || self.role.is_some() {
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
