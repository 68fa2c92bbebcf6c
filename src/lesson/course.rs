//! A run of a chapter, from its begin to its end: what it gets, and what may end it early.

use std::hash::{BuildHasher, RandomState};
use std::io::{IsTerminal, Write, stderr, stdin};
use std::os::fd::AsFd;
use std::time::Duration;

use super::args::Args;
use super::failure::{Failure, Result};
use super::signals::{self, Signals};
use super::{kernel, output, undone};
use crate::sysv::call::{Record, observe};
use crate::sysv::cleanup::RemoveOnDrop;
use crate::sysv::key::Key;
use crate::sysv::shm::segment::Segment;

/// A run of a chapter, or of one of its roles.
#[derive(Debug)]
pub struct Lesson {
    /// What the command line holds beyond the flags that all chapters know.
    pub args: Args,
    /// `None` in a role.
    signals: Option<Signals>,
    pauses: bool,
    pub(super) steps: u32,
    /// Has it left something on purpose, as its last act? Then nothing can go wrong any more.
    has_left: bool,
}

impl Lesson {
    pub(super) fn begin(mut args: Args, in_role: bool) -> Result<Lesson> {
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

    pub(super) fn end(&self) -> Result {
        if self.has_left {
            Ok(())
        } else {
            self.all_is_well()
        }
    }

    /// Has every line reached its reader, and has no signal asked to end? One that came after the last
    /// wait must not be lost.
    pub(super) fn all_is_well(&self) -> Result {
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

    pub(super) fn pause(&self) -> Result {
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

/// A random key above the small numbers that people choose by hand: two runs at once must not
/// meet, and a segment that a killed run left must not block the next.
pub fn fresh_key() -> Key {
    let random = RandomState::new().hash_one(std::process::id()) as i32;
    Key::new((random & 0x3fff_ffff) | 0x4000_0000)
}
