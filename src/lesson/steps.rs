//! What a lesson prints: steps, and what belongs to them.

use std::fmt::Display;

use super::course::Lesson;
use super::failure::{Failure, Result};
use super::layout::Kind;
use super::{kernel, output};
use crate::sysv::key::Key;
use crate::sysv::shm::segment::Segment;

impl Lesson {
    /// Begins the next step.
    ///
    /// # Errors
    /// [`Failure`] if stdout cannot be written or a signal asks to end.
    pub fn step(&mut self, title: impl Display) -> Result {
        if self.steps > 0 {
            self.pause()?;
            output::print(Kind::Result, "")?;
        }
        self.all_is_well()?;
        self.steps += 1;
        output::print(Kind::Title, format_args!("{}. {title}", self.steps))
    }

    /// Prints lines of a step.
    ///
    /// # Errors
    /// [`Failure`] if stdout cannot be written.
    pub fn say(&self, text: impl Display) -> Result {
        let text = text.to_string();
        text.lines()
            .try_for_each(|line| output::print(Kind::Text, line))
    }

    /// Prints the one thing to notice in this step: a paragraph, which is folded here.
    ///
    /// # Errors
    /// As [`Lesson::say`].
    pub fn notice(&self, text: impl Display) -> Result {
        output::print(Kind::Remark, text.to_string().replace('\n', " "))
    }

    /// Prints a result, at the margin.
    ///
    /// # Errors
    /// As [`Lesson::say`].
    pub fn result(&self, text: impl Display) -> Result {
        output::print(Kind::Result, text)
    }

    /// Prints how many increments there should be, are, and are missing; and returns the last.
    ///
    /// # Errors
    /// As [`Lesson::say`]; [`Failure`] if there are more than there can be.
    pub fn tally(&self, expected: u64, counted: u64) -> Result<u64> {
        let Some(lost) = expected.checked_sub(counted) else {
            return Err(Failure::Other {
                what: format!(
                    "the counter says {counted}, but only {expected} were added"
                ),
                help: "somebody else has written into the segment; run it again".into(),
            });
        };
        self.result(format_args!(
            "expected {expected}, counted {counted}, lost {lost}"
        ))?;
        Ok(lost)
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
        output::print(Kind::Result, "")?;
        output::print(Kind::Result, text)
    }

    /// Calls made from here on are printed, or not: a loop of a thousand calls prints its first
    /// round. Calls that were held back are printed first, or forgotten.
    pub fn trace(&self, on: bool) {
        output::trace(on);
    }

    /// Calls made from here on are held back until [`Lesson::trace`] is told; those that were held
    /// before are forgotten. So of many rounds the one that counts can be shown.
    pub fn hold_trace(&self) {
        output::hold();
    }
}
