//! Stopping a task right after it has stored into a word of a segment, by the processor's own debug
//! registers: whatever lies between two stores runs at full speed.

use std::collections::HashMap;
use std::mem::offset_of;

use nix::libc::{c_long, user};
use nix::sys::ptrace::{self, AddressType};
use nix::unistd::Pid;
use shm_workbook::procfs::maps;

/// So many addresses can be watched.
const PLACES: usize = 4;

/// Where each task is watched.
#[derive(Debug, Default)]
pub struct Watch {
    set: HashMap<Pid, Vec<u64>>,
}

impl Watch {
    /// Has a stopped task watched at these four bytes of a segment, wherever it is attached now. False if
    /// that cannot be done, or not everywhere.
    pub fn set(&mut self, pid: Pid, segment: i32, offset: u64) -> bool {
        let Ok(maps) = maps::of(pid) else {
            return false;
        };
        let whole = maps.iter().filter(|map| {
            map.offset == 0 && map.segment().is_some_and(|it| it.id == segment)
        });
        let places: Vec<u64> = whole.map(|map| map.start + offset).collect();
        // New threads and processes begin with nothing set, and so does a program after its exec.
        if self.set.get(&pid).map_or(&[][..], Vec::as_slice) == places {
            return true;
        }
        self.set.remove(&pid);
        if places.len() > PLACES || write(pid, &places).is_err() {
            return false;
        }
        self.set.insert(pid, places);
        true
    }
}

/// All are switched off while they change.
fn write(pid: Pid, places: &[u64]) -> nix::Result<()> {
    register(pid, 7, 0)?;
    let mut control = 0;
    for (index, place) in places.iter().enumerate() {
        register(pid, index, *place)?;
        // Enabled; at stores (01), of four bytes (11).
        control |= 1 << (2 * index) | 0b1101 << (16 + 4 * index);
    }
    register(pid, 7, control)
}

fn register(pid: Pid, number: usize, value: u64) -> nix::Result<()> {
    let offset = offset_of!(user, u_debugreg) + 8 * number;
    ptrace::write_user(pid, offset as AddressType, value as c_long)
}
