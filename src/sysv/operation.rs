//! One operation of a `semop(2)`, and the list of them that a description of the call shows.

use std::fmt;

use libc::{c_int, c_short};

/// What to do to one member of a set: a `struct sembuf`, see `semop(2)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)] // as `sembuf`: the kernel reads it
pub struct Operation {
    member: u16,
    change: c_short,
    flags: c_short,
}

impl Operation {
    /// Takes one permit, waiting for it if need be: Dijkstra's P.
    pub const fn wait(member: u16) -> Operation {
        Operation::change(member, -1)
    }

    /// Adds one permit: Dijkstra's V.
    pub const fn signal(member: u16) -> Operation {
        Operation::change(member, 1)
    }

    /// Waits until the value is 0, and changes nothing. Read permission is enough for it.
    pub const fn wait_for_zero(member: u16) -> Operation {
        Operation::change(member, 0)
    }

    /// Adds so many permits, or takes them, all at once. As in C, a change of 0 waits for zero.
    pub const fn change(member: u16, change: i16) -> Operation {
        Operation {
            member,
            change,
            flags: 0,
        }
    }

    /// The same with `SEM_UNDO`: the end of the process takes it back. For both halves of a lock,
    /// never for a hand-off.
    pub const fn undo(self) -> Operation {
        self.with(libc::SEM_UNDO)
    }

    pub(crate) const fn with(self, flag: c_int) -> Operation {
        Operation {
            flags: self.flags | flag as c_short,
            ..self
        }
    }
}

/// The operations of one call, as a description keeps them: the first few, and how many there
/// were. A description is copied into errors and traces, so it owns no memory and stays small;
/// real programs change two or three members at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operations {
    first: [Operation; Operations::SHOWN],
    count: usize,
}

impl Operations {
    const SHOWN: usize = 4;

    /// Has the call nothing to do? The kernel refuses that.
    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }
}

impl From<&[Operation]> for Operations {
    fn from(all: &[Operation]) -> Operations {
        let mut first = [Operation::wait_for_zero(0); Operations::SHOWN];
        for (shown, operation) in first.iter_mut().zip(all) {
            *shown = *operation;
        }
        let count = all.len();
        Operations { first, count }
    }
}

/// As in C: `{0, -1, SEM_UNDO}, 1` or `{{0, -1, 0}, {1, 1, 0}}, 2`.
impl fmt::Display for Operations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Operations { first, count } = self;
        if *count == 1 {
            return write!(f, "{}, 1", first[0]);
        }
        let shown = first.iter().take(*count).map(Operation::to_string);
        let shown = shown.collect::<Vec<_>>().join(", ");
        let rest = if *count > first.len() { ", ..." } else { "" };
        write!(f, "{{{shown}{rest}}}, {count}")
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has = |flag: c_int| c_int::from(self.flags) & flag != 0;
        let flags = match (has(libc::IPC_NOWAIT), has(libc::SEM_UNDO)) {
            (false, false) => "0",
            (true, false) => "IPC_NOWAIT",
            (false, true) => "SEM_UNDO",
            (true, true) => "IPC_NOWAIT | SEM_UNDO",
        };
        write!(f, "{{{}, {}, {flags}}}", self.member, self.change)
    }
}
