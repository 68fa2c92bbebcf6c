//! What a process asks of a semaphore set: one that is stopped before the call, or sleeps in it.

use std::io::IoSliceMut;

use nix::sys::uio::{RemoteIoVec, process_vm_readv};
use nix::unistd::Pid;
use shm_workbook::procfs::process::{self, SystemCall};

use crate::syscalls;

/// A `semop` that has not begun, or that has not ended.
#[derive(Debug, Clone)]
pub struct Request {
    pub set: i32,
    changes: Vec<(u16, i16)>,
}

impl Request {
    /// `None` if the process is about to do something else.
    pub fn of(pid: Pid) -> Option<Self> {
        let SystemCall { number, arguments } = process::system_call(pid).ok()??;
        let (plain, set) = syscalls::plain(number, [arguments[0], arguments[1]]);
        if !syscalls::SEMAPHORE.contains(&plain) {
            return None;
        }
        let (address, count) = syscalls::list(number, arguments);
        Some(Self {
            set: i32::try_from(set).ok()?,
            changes: changes(pid, address, count)?,
        })
    }

    pub fn takes(&self, member: u16) -> bool {
        self.changes.iter().any(|(of, by)| *of == member && *by < 0)
    }

    pub fn gives(&self, member: u16) -> bool {
        self.changes.iter().any(|(of, by)| *of == member && *by > 0)
    }

    pub fn takes_any(&self) -> bool {
        self.changes.iter().any(|(_, by)| *by < 0)
    }

    /// The members that it waits for, as `3[0]`.
    pub fn places(&self) -> String {
        let one = |(member, _): &(u16, i16)| format!("{}[{member}]", self.set);
        let all: Vec<String> = self.changes.iter().map(one).collect();
        all.join(", ")
    }
}

/// The list is an array of `struct sembuf`: member, change, flags, of 16 bits each.
fn changes(pid: Pid, address: u64, count: u64) -> Option<Vec<(u16, i16)>> {
    /// Nobody needs more for a set of three.
    const MOST: u64 = 8;
    const SEMBUF: usize = 6;
    let mut bytes = vec![0; SEMBUF * usize::try_from(count.min(MOST)).ok()?];
    let from = RemoteIoVec {
        base: usize::try_from(address).ok()?,
        len: bytes.len(),
    };
    process_vm_readv(pid, &mut [IoSliceMut::new(&mut bytes)], &[from]).ok()?;
    let half = |at: &[u8]| [at[0], at[1]];
    let sembuf = |one: &[u8]| {
        (
            u16::from_ne_bytes(half(&one[0..2])),
            i16::from_ne_bytes(half(&one[2..4])),
        )
    };
    Some(bytes.chunks_exact(SEMBUF).map(sembuf).collect())
}
