//! Ways to pass a message to another process, one file each.

mod fifo;
mod pipe;
mod posix_queue;
mod ring;
mod shm_futex;
mod shm_semaphore;
mod shm_spin;
mod sysv_queue;
mod tcp;
mod unix_datagram;
mod unix_stream;
mod vm_readv;

use std::any::Any;
use std::fmt::Display;

use shm_workbook::lesson::{Lesson, Result};

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

/// A way to pass messages.
#[derive(Debug)]
pub struct Mechanism {
    pub name: &'static str,
    /// How often the bytes of a message are copied on their way, and by whom.
    pub copies: &'static str,
    /// What a machine needs that does not have it.
    pub needs: &'static str,
    /// Makes, in the parent, what both ends find by name or inherit.
    prepare: fn() -> Result<Prepared>,
    /// Makes one end, in a child.
    open: fn(&mut Lesson, Side) -> Result<Box<dyn End>>,
}

/// What the parent has made for the two ends.
#[derive(Default)]
pub struct Prepared {
    /// What the ends have to know.
    pub arguments: Vec<String>,
    /// Kept until both ends are open: names that nobody needs from then on. A segment is among them:
    /// once it is attached, it can be removed.
    until_open: Vec<Box<dyn Any>>,
    /// Kept until the end: what would be gone at once when it is removed.
    until_end: Vec<Box<dyn Any>>,
}

impl Mechanism {
    pub fn prepare(&self) -> Result<Prepared> {
        (self.prepare)()
    }

    pub fn open(&self, lesson: &mut Lesson, side: Side) -> Result<Box<dyn End>> {
        (self.open)(lesson, side)
    }

    /// Is this one of the three that pass messages through shared memory?
    pub fn is_shared_memory(&self) -> bool {
        self.name.starts_with("shm")
    }
}

impl Prepared {
    fn argument(mut self, argument: impl Display) -> Prepared {
        self.arguments.push(argument.to_string());
        self
    }

    fn until_open(mut self, held: impl Any) -> Prepared {
        self.until_open.push(Box::new(held));
        self
    }

    fn until_end(mut self, held: impl Any) -> Prepared {
        self.until_end.push(Box::new(held));
        self
    }

    /// Both ends are open: the names can go.
    pub fn opened(&mut self) {
        self.until_open.clear();
    }
}

/// In an end: tells the other end a line, and hears what that one tells.
fn exchange(lesson: &Lesson, mine: impl Display) -> Result<String> {
    lesson.answer(format_args!("offer {mine}"))?;
    Ok(lesson.hear()?.unwrap_or_default())
}

fn nothing() -> Result<Prepared> {
    Ok(Prepared::default())
}

/// All of them. The first is what the others are compared with.
pub static ALL: [Mechanism; 11] = [
    shm_spin::MECHANISM,
    shm_semaphore::MECHANISM,
    shm_futex::MECHANISM,
    pipe::MECHANISM,
    fifo::MECHANISM,
    unix_stream::MECHANISM,
    unix_datagram::MECHANISM,
    tcp::MECHANISM,
    posix_queue::MECHANISM,
    sysv_queue::MECHANISM,
    vm_readv::MECHANISM,
];

pub fn find(name: &str) -> Option<&'static Mechanism> {
    ALL.iter().find(|mechanism| mechanism.name == name)
}
