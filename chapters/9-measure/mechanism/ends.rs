//! What each way is made of: two ends, and what is prepared for them.

use std::any::Any;
use std::fmt::Display;
use std::str::FromStr;

use shm_workbook::lesson::{Lesson, Result, fresh_key};

// ANCHOR: end
/// One end of a connection between two processes. Messages arrive whole and in order.
pub trait End {
    /// Sends a message; waits while there is no room for it.
    fn send(&mut self, message: &[u8]) -> Result;

    /// Waits for a message of exactly that size.
    fn receive(&mut self, message: &mut [u8]) -> Result;
}
// ANCHOR_END: end

/// Which of the two ends a process has: the left one asks, the right one answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
}

impl Side {
    /// Of two that lead to the right and to the left: the one to send by, and the one to receive by.
    pub fn sender_first<T>(self, (to_right, to_left): (T, T)) -> (T, T) {
        match self {
            Side::Left => (to_right, to_left),
            Side::Right => (to_left, to_right),
        }
    }
}

/// A way to pass messages.
#[derive(Debug)]
pub struct Mechanism {
    pub name: &'static str,
    /// How often the bytes of a message are copied on their way, and by whom.
    pub copies: &'static str,
    /// What a machine needs that does not have it.
    pub needs: &'static str,
    /// Makes, in the parent, what both ends find by name or inherit.
    pub prepare: fn() -> Result<Prepared>,
    /// Makes one end, in a child.
    pub open: fn(&mut Lesson, Side) -> Result<Box<dyn End>>,
}

/// What the parent has made for the two ends.
#[derive(Default)]
pub struct Prepared {
    /// What the ends have to know.
    pub arguments: Vec<String>,
    /// Kept until both ends are open: names that nobody needs from then on. A segment is among them:
    /// once it is attached, it can be removed.
    pub until_open: Vec<Box<dyn Any>>,
    /// Kept until the end: what would be gone at once when it is removed.
    until_end: Vec<Box<dyn Any>>,
}

impl Prepared {
    pub fn argument(mut self, argument: impl Display) -> Prepared {
        self.arguments.push(argument.to_string());
        self
    }

    pub fn until_open(mut self, held: impl Any) -> Prepared {
        self.until_open.push(Box::new(held));
        self
    }

    pub fn until_end(mut self, held: impl Any) -> Prepared {
        self.until_end.push(Box::new(held));
        self
    }
}

pub fn nothing() -> Result<Prepared> {
    Ok(Prepared::default())
}

/// In an end: tells the other end a line, and hears what that one tells.
pub fn exchange(lesson: &Lesson, mine: impl Display) -> Result<String> {
    lesson.answer(format_args!("offer {mine}"))?;
    Ok(lesson.hear()?.unwrap_or_default())
}

/// In an end: the next two arguments.
pub fn two<T: FromStr<Err: Display>>(lesson: &mut Lesson) -> Result<(T, T)> {
    let to_right = lesson.args.take("TO-RIGHT")?;
    Ok((to_right, lesson.args.take("TO-LEFT")?))
}

/// A name that nobody else has. Its process id tells whose it is, if it is ever left behind.
pub fn fresh_name() -> String {
    format!("chapter9-{}-{}", std::process::id(), fresh_key())
}
