//! How far it is: figures as they come, and on a terminal a bar.

use std::io::{IsTerminal, Write, stderr};

use shm_workbook::lesson::{Lesson, Result};

use crate::mechanism::Mechanism;
use crate::spread::{digits, size};

#[derive(Debug)]
pub struct Progress {
    /// Somebody looks at a terminal.
    bar: bool,
    /// Somebody reads stdout.
    tells: bool,
    total: usize,
    done: usize,
}

const WIDTH: usize = 30;

impl Progress {
    pub fn new(total: usize, tells: bool) -> Progress {
        Progress {
            bar: stderr().is_terminal(),
            tells,
            total,
            done: 0,
        }
    }

    pub fn advance(&mut self, what: &str) {
        self.done += 1;
        if self.bar {
            let full = (WIDTH * self.done / self.total.max(1)).min(WIDTH);
            let (bar, done, total) = ("#".repeat(full), self.done, self.total);
            // It matters to nobody if this line cannot be written.
            let _ = write!(stderr(), "\r\x1b[K[{bar:<WIDTH$}] {done}/{total} {what}");
        }
    }

    /// A figure of the first round: in nanoseconds, and in bytes a second.
    pub fn first(
        &self,
        lesson: &Lesson,
        name: &str,
        bytes: usize,
        (time, rate): (f64, f64),
    ) -> Result {
        if !self.tells {
            return Ok(());
        }
        self.clear();
        let (bytes, time, rate) = (size(bytes), digits(time / 1e3), digits(rate / 1e6));
        lesson.say(format_args!(
            "{bytes:<7} {name:<16} {time:>7} µs there and back {rate:>7} MB/s one way"
        ))
    }

    /// A program that reads stdout finds it in the document; a person should see it in any case.
    pub fn missing(&self, lesson: &Lesson, mechanism: &Mechanism, why: &str) -> Result {
        self.clear();
        let Mechanism { name, needs, .. } = mechanism;
        let text = format!("{name} is missing here: {why}\n  it needs {needs}");
        if self.tells {
            return lesson.say(text);
        }
        let _ = writeln!(stderr(), "{text}");
        Ok(())
    }

    /// Takes the bar away, so that a line can be printed in its place.
    fn clear(&self) {
        if self.bar {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
