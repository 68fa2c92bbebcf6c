//! What is recorded, in one order.

use nix::unistd::Pid;

use super::decode::Kind;
use super::memory::Value;

/// Something that a task did, or that happened to it.
#[derive(Debug)]
pub struct Event {
    pub task: usize,
    /// Threads are tasks of one process.
    pub process: usize,
    /// The process's id, as it knows it itself.
    pub pid: Pid,
    /// The address of the instruction.
    pub at: u64,
    pub what: What,
}

#[derive(Debug)]
pub enum What {
    Access(Access),
    /// A call has returned.
    Call(Done),
    /// A call waits from here on; it returns later.
    Waits(Vec<Effect>, String),
    /// A process exists. Its parent is another one of the program.
    Began {
        parent: Option<usize>,
    },
    /// It runs this program from here on.
    Became(String),
    /// A signal is delivered to it.
    Signal(i32),
    Ended(End),
}

/// A place in a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Segments are numbered as the program comes to use them.
    pub segment: usize,
    pub offset: u64,
}

/// A load or a store.
#[derive(Debug, Clone)]
pub struct Access {
    pub place: Place,
    pub length: u64,
    pub kind: Kind,
    pub atomic: bool,
    /// The first bytes before and after; `None` if they could not be read.
    pub before: Option<Value>,
    pub after: Option<Value>,
    /// The call in which the kernel accessed the memory, if the program did not do it itself.
    pub by_call: Option<&'static str>,
}

/// A call that has returned.
#[derive(Debug, Default)]
pub struct Done {
    pub name: &'static str,
    /// As the trace shows it, such as `semop S1[0]-1`.
    pub text: String,
    /// As the kernel returned it: an errno is negative.
    pub result: i64,
    pub effects: Vec<Effect>,
}

/// One operation of `semop(2)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SemOp {
    pub number: u16,
    pub by: i16,
    pub flags: i16,
}

/// What a call did to something that processes share. All of it happened at the call's return, but for
/// those of a call that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The operations, and each semaphore's value afterwards.
    Operated {
        set: usize,
        operations: Vec<SemOp>,
        after: Vec<(u16, i64)>,
    },
    /// `SETVAL`, `SETALL`: all values that are known.
    SetTo {
        set: usize,
        values: Vec<(u16, i64)>,
    },
    /// The set, the queue or the segment was made, asked or removed.
    Touched(Object),
    Sent {
        queue: usize,
        kind: i64,
    },
    Received {
        queue: usize,
        kind: i64,
    },
    Wrote {
        channel: usize,
        bytes: u64,
    },
    Read {
        channel: usize,
        bytes: u64,
    },
    Closed {
        channel: usize,
    },
    /// Waited for this process, which has ended.
    Waited {
        process: usize,
    },
    Signalled {
        process: usize,
    },
    /// `FUTEX_WAKE` and `FUTEX_WAIT` on a word of a segment.
    Woke(Place),
    Slept(Place),
    /// Unlocked and locked a file.
    Unlocked,
    Locked,
}

/// What processes can share besides memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    /// All that is found by a key.
    Keys,
    Segment(usize),
    Set(usize),
    Queue(usize),
    Channel(usize),
    Process(usize),
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Exited(i32),
    Killed(i32),
    /// Its last thread ended while nobody could see how.
    Unseen,
}

impl End {
    /// As a shell has it.
    pub fn code(self) -> u8 {
        match self {
            Self::Exited(code) => (code & 0xff) as u8,
            Self::Killed(signal) => (128 + signal).clamp(0, 255) as u8,
            Self::Unseen => 255,
        }
    }
}
