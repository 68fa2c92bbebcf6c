//! What the program's processes share, numbered in the order in which they come to use it.
//!
//! The kernel's ids differ from run to run; these numbers do not, as long as the order is the same.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;

use nix::unistd::Pid;

/// Numbers for ids.
#[derive(Debug, Default)]
pub struct Numbers<T> {
    known: HashMap<T, usize>,
    count: usize,
}

impl<T: std::hash::Hash + Eq> Numbers<T> {
    pub fn of(&mut self, id: T) -> usize {
        *self.known.entry(id).or_insert_with(|| {
            self.count += 1;
            self.count - 1
        })
    }

    /// The id names nothing any more: when it comes back, it means another object.
    pub fn forget(&mut self, id: &T) {
        self.known.remove(id);
    }
}

/// All that can be shared.
#[derive(Debug, Default)]
pub struct World {
    pub segments: Numbers<i32>,
    pub sets: Numbers<i32>,
    pub queues: Numbers<i32>,
    /// Pipes and sockets, by the kernel's name: `pipe:[4711]`.
    pub channels: Numbers<String>,
    /// The other end of a socket pair.
    pub peers: HashMap<String, String>,
    /// Pipes and sockets that the program was given: whoever is at their other end is not watched.
    pub outside: HashSet<String>,
    /// The values of semaphores as last seen, by set and number.
    pub values: BTreeMap<(usize, u16), i64>,
    /// The kernel's id of a set.
    pub semids: HashMap<usize, i32>,
}

/// What a descriptor is a name for, if it is a pipe or a socket.
pub fn channel(pid: Pid, descriptor: u64) -> Option<String> {
    let descriptor = descriptor as i32;
    let target = fs::read_link(format!("/proc/{pid}/fd/{descriptor}")).ok()?;
    let target = target.to_str()?;
    let shared = ["pipe:", "socket:", "anon_inode:[eventfd]"];
    shared
        .iter()
        .any(|kind| target.starts_with(kind))
        .then(|| target.to_string())
}

/// The pipes and sockets that a process has.
pub fn channels(pid: Pid) -> HashSet<String> {
    let names = fs::read_dir(format!("/proc/{pid}/fd"))
        .into_iter()
        .flatten()
        .flatten();
    let numbers = names.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers.filter_map(|number| channel(pid, number)).collect()
}

impl World {
    /// The number of the channel that this descriptor names. What is written to one end of a socket pair is
    /// read from the other, so both have the number of the end that reads.
    pub fn channel(&mut self, pid: Pid, descriptor: u64, writes: bool) -> Option<usize> {
        let name = channel(pid, descriptor)?;
        if self.outside.contains(&name) {
            return None;
        }
        let end = if writes {
            self.peers.get(&name).unwrap_or(&name)
        } else {
            &name
        };
        // Of a connection by address, nobody tells the other end: all of them are one.
        let is_known = self.peers.contains_key(&name) || name.starts_with("pipe:");
        let end = if is_known {
            end.clone()
        } else {
            "socket".to_string()
        };
        Some(self.channels.of(end))
    }
}
