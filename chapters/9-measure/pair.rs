//! The parent's part: it starts both ends, tells them what to do, and gathers what they say.
//!
//! It takes no part in the traffic: so it can wait for Ctrl-C at any moment, and end both.

use std::fmt::Display;
use std::time::{Duration, Instant};

use shm_workbook::lesson::{Child, Failure, Lesson, Result};

use crate::cores::Cores;
use crate::mechanism::{Mechanism, Prepared};
use crate::slice::{Slice, Tally};

/// Two ends that wait for something to do, and what they need.
pub struct Pair {
    left: Child,
    right: Child,
    /// Dropped after the children, which are ended by their own drop.
    prepared: Prepared,
}

/// Longer than that no slice may take beyond its time; then something hangs. On a machine that has
/// far too much to do, a few messages may take minutes.
const PATIENCE: Duration = Duration::from_secs(600);

impl Pair {
    /// Starts both ends. The inner error says why this machine does not have it.
    pub fn start(
        lesson: &Lesson,
        mechanism: &Mechanism,
        cores: Cores,
    ) -> Result<std::result::Result<Pair, String>> {
        let prepared = match (mechanism.prepare)() {
            Ok(prepared) => prepared,
            Err(failure) => return Ok(Err(failure.to_string())),
        };
        let spawn = |role: &str, core: usize| {
            let mut arguments: Vec<&dyn Display> = vec![&mechanism.name, &core];
            arguments.extend(
                prepared
                    .arguments
                    .iter()
                    .map(|argument| argument as &dyn Display),
            );
            lesson.spawn(role, &arguments)
        };
        let left = spawn("left", cores.left)?;
        let right = spawn("right", cores.right)?;
        let mut pair = Pair {
            left,
            right,
            prepared,
        };
        if let Err(missing) = pair.introduce(lesson)? {
            return Ok(Err(missing));
        }
        // Both ends are open: the names can go.
        pair.prepared.until_open.clear();
        Ok(Ok(pair))
    }

    /// Passes on what each end offers to the other, until both are ready.
    fn introduce(&mut self, lesson: &Lesson) -> Result<std::result::Result<(), String>> {
        let (mut left_ready, mut right_ready) = (false, false);
        while !(left_ready && right_ready) {
            let (is_left, line) = self.next_line(lesson, Instant::now() + PATIENCE)?;
            let (ready, other) = match is_left {
                true => (&mut left_ready, &mut self.right),
                false => (&mut right_ready, &mut self.left),
            };
            match line.split_once(' ').unwrap_or((&line, "")) {
                // If the other has ended, its own last line says why.
                ("offer", offer) => drop(other.tell(offer)),
                ("missing", why) => return Ok(Err(why.to_owned())),
                ("ready", _) => *ready = true,
                _ => return Err(ended_early()),
            }
        }
        Ok(Ok(()))
    }

    /// What either of them says next, and whether it was the left one.
    fn next_line(&mut self, lesson: &Lesson, until: Instant) -> Result<(bool, String)> {
        let short = Duration::from_micros(500);
        while Instant::now() < until {
            if self.left.speaks(lesson, short)? {
                return Ok((true, self.left.answer(lesson)?));
            }
            if self.right.speaks(lesson, short)? {
                return Ok((false, self.right.answer(lesson)?));
            }
        }
        Err(stands_still())
    }

    /// Both ends do it; what the left one measured, and the right one.
    pub fn run(&mut self, lesson: &Lesson, slice: Slice) -> Result<(Tally, Tally)> {
        self.right.tell(&slice.to_string())?;
        self.left.tell(&slice.to_string())?;
        let until = Instant::now() + slice.limit + PATIENCE;
        let left = wait_for(lesson, &mut self.left, &mut self.right, until)?;
        let right = wait_for(lesson, &mut self.right, &mut self.left, until)?;
        Ok((left.parse()?, right.parse()?))
    }
}

/// An answer of the one, as long as the other lives. The long wait is cut short when a child ends.
fn wait_for(
    lesson: &Lesson,
    one: &mut Child,
    other: &mut Child,
    until: Instant,
) -> Result<String> {
    while Instant::now() < until {
        if one.speaks(lesson, Duration::from_millis(200))? {
            let line = one.answer(lesson)?;
            return if line.is_empty() {
                Err(ended_early())
            } else {
                Ok(line)
            };
        }
        if other.has_ended()? {
            return Err(ended_early());
        }
    }
    Err(stands_still())
}

fn ended_early() -> Failure {
    Failure::Child("one end of the connection ended too early".into())
}

fn stands_still() -> Failure {
    Failure::Other {
        what: "no message has come through for ten minutes".into(),
        help: "the machine is too busy, or the program was stopped; run it again".into(),
    }
}
