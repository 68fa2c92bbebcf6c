//! What a check is shown of a run that is followed from access to access.
//!
//! While something is shown, no process of the program runs: what a check looks at meanwhile rests.

use std::ops::Range;

use nix::unistd::Pid;

/// What a process did.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Threads are one process.
    pub process: usize,
    /// Its id, as it knows it itself.
    pub pid: Pid,
    pub what: What,
}

#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(target_arch = "x86_64"),
    expect(dead_code, reason = "nothing is seen there")
)]
pub enum What {
    Access(Access),
    /// It has created a segment, or looked one up.
    Got,
    Attached,
    Detached,
}

/// Bytes of a segment, and what was done to them: in one instruction, or by the kernel in one call.
#[derive(Debug, Clone, Copy)]
pub struct Access {
    pub offset: u64,
    pub length: u64,
    pub loads: bool,
    pub stores: bool,
}

impl Access {
    /// Does it touch one of these bytes?
    pub fn meets(&self, bytes: Range<u64>) -> bool {
        self.offset < bytes.end && bytes.start < self.offset + self.length
    }

    /// Such as `load of 8 bytes at offset 16`.
    pub fn show(&self) -> String {
        let what = match (self.loads, self.stores) {
            (true, true) => "update",
            (_, true) => "store",
            _ => "load",
        };
        format!("{what} of {} bytes at offset {}", self.length, self.offset)
    }
}

/// Is told what happens, and may ask which line of the source it comes from.
pub type Look<'a> = dyn FnMut(&Seen, &mut dyn FnMut() -> String) + 'a;

/// What is on the program's stdin, before it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    Nothing,
    Line,
}
