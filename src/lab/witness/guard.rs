//! Which addresses of an address space are guarded.
//!
//! A guarded attachment has no rights (`PROT_NONE`), so that each access to it faults. `mprotect` of a part
//! would split the mapping, and the kernel's `nattch` counts mappings: so whole attachments are guarded
//! and opened, never single pages.

use std::fs;

use nix::libc;
use nix::unistd::Pid;

/// A guarded attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    pub start: u64,
    pub length: u64,
    /// The id of the segment.
    pub shmid: i32,
    /// What the program may do with it: `PROT_READ`, `PROT_WRITE`, `PROT_EXEC`.
    pub rights: u64,
}

impl Guard {
    pub fn overlaps(&self, address: u64, length: u64) -> bool {
        let end = address.saturating_add(length.max(1));
        address < self.start.saturating_add(self.length) && self.start < end
    }
}

/// An address space. Threads share one, and so does a child of `vfork` with its parent until it runs `exec`.
#[derive(Debug, Clone, Default)]
pub struct Space {
    pub guards: Vec<Guard>,
    /// Are the guards open, for the kernel to access the memory during a call?
    pub open: bool,
    /// Where a `syscall` instruction is.
    pub syscall: Option<u64>,
}

impl Space {
    pub fn find(&self, address: u64) -> Option<&Guard> {
        self.guards.iter().find(|guard| guard.overlaps(address, 1))
    }

    pub fn is_guarded(&self, address: u64, length: u64) -> bool {
        self.guards
            .iter()
            .any(|guard| guard.overlaps(address, length))
    }
}

/// The attachments that a process has, as the kernel lists them in `/proc/PID/maps`.
///
/// The rights that it shows for a guarded one are ours, so those of `known` stay.
pub fn attachments(pid: Pid, known: &[Guard]) -> Vec<Guard> {
    let text = fs::read(format!("/proc/{pid}/maps")).unwrap_or_default();
    let found = text.split(|&byte| byte == b'\n').filter_map(attachment);
    found
        .map(|mut new| {
            let old = known.iter().find(|old| old.overlaps(new.start, new.length));
            if let Some(old) = old.filter(|old| old.shmid == new.shmid) {
                new.rights = old.rights;
            }
            new
        })
        .collect()
}

/// `7f5c-7f5d rw-s 00000000 00:01 32770 /SYSV00000000`: the inode number is the segment's id.
fn attachment(line: &[u8]) -> Option<Guard> {
    let line = std::str::from_utf8(line).ok()?;
    let mut fields = line.split_ascii_whitespace();
    let (start, end) = fields.next()?.split_once('-')?;
    let access = fields.next()?;
    let shmid = fields.nth(2)?.parse().ok()?;
    if !fields.next()?.starts_with("/SYSV") {
        return None;
    }
    let start = u64::from_str_radix(start, 16).ok()?;
    let end = u64::from_str_radix(end, 16).ok()?;
    let right = |letter, right| if access.contains(letter) { right } else { 0 };
    let rights = right('r', libc::PROT_READ)
        | right('w', libc::PROT_WRITE)
        | right('x', libc::PROT_EXEC);
    Some(Guard {
        start,
        length: end - start,
        shmid,
        rights: rights as u64,
    })
}
