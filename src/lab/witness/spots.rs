//! Where in a program's files an address is.
//!
//! The same instruction has another address in each process. A spot is the file and the place in it, so it
//! can be looked up in the file's debug information long after the process has ended.

use std::collections::HashMap;
use std::fs;

use nix::unistd::Pid;

use super::memory;

/// A place in a file, by its number; 0 is no place at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Spot(pub usize);

/// A mapped part of a file.
#[derive(Debug, Clone)]
struct Part {
    start: u64,
    end: u64,
    offset: u64,
    path: String,
}

impl Part {
    fn contains(&self, at: u64) -> bool {
        (self.start..self.end).contains(&at)
    }
}

/// All spots that have been seen.
#[derive(Debug, Default)]
pub struct Spots {
    parts: HashMap<usize, Vec<Part>>,
    seen: HashMap<(usize, u64), Spot>,
    /// Does a call come before this address? It is asked again at each access.
    returns: HashMap<(usize, u64), bool>,
    numbers: HashMap<(String, u64), Spot>,
    places: Vec<(String, u64)>,
}

impl Spots {
    /// The spot of an address in a task's address space.
    pub fn find(&mut self, pid: Pid, space: usize, at: u64) -> Spot {
        if at == 0 {
            return Spot::default();
        }
        if let Some(spot) = self.seen.get(&(space, at)) {
            return *spot;
        }
        let spot = self.locate(pid, space, at);
        self.seen.insert((space, at), spot);
        spot
    }

    /// Those of these words that are the address of some file's code, right after a call.
    pub fn returns(&mut self, pid: Pid, space: usize, words: &[u64]) -> Vec<u64> {
        let parts = self.parts.entry(space).or_insert_with(|| parts(pid));
        let is_code = |at: u64| parts.iter().any(|part| part.contains(at));
        let mut found: Vec<u64> =
            words.iter().copied().filter(|&at| is_code(at)).collect();
        found.retain(|&at| {
            let known = self.returns.entry((space, at));
            *known.or_insert_with(|| follows_call(pid, at))
        });
        found
    }

    /// A child has its parent's code at the same addresses.
    pub fn copy(&mut self, from: usize, to: usize) {
        if let Some(parts) = self.parts.get(&from).cloned() {
            self.parts.insert(to, parts);
        }
    }

    fn locate(&mut self, pid: Pid, space: usize, at: u64) -> Spot {
        let mut found = self.look(space, at);
        if found.is_none() {
            self.parts.insert(space, parts(pid));
            found = self.look(space, at);
        }
        let Some(place) = found else {
            return Spot::default();
        };
        if let Some(known) = self.numbers.get(&place) {
            return *known;
        }
        self.places.push(place.clone());
        let spot = Spot(self.places.len());
        self.numbers.insert(place, spot);
        spot
    }

    /// The file of a spot, and the place in it.
    pub fn place(&self, spot: Spot) -> Option<(&str, u64)> {
        let (path, offset) = self.places.get(spot.0.checked_sub(1)?)?;
        Some((path, *offset))
    }

    fn look(&self, space: usize, at: u64) -> Option<(String, u64)> {
        let parts = self.parts.get(&space)?;
        let part = parts.iter().find(|part| part.contains(at))?;
        Some((part.path.clone(), at - part.start + part.offset))
    }
}

/// Does this address follow a call instruction? `e8` and four bytes, or `ff` with two to six in all.
fn follows_call(pid: Pid, address: u64) -> bool {
    let mut bytes = [0; 6];
    if memory::read(pid, address.wrapping_sub(6), &mut bytes).is_none() {
        return false;
    }
    bytes[1] == 0xe8 || [0, 3, 4].iter().any(|&at| bytes[at] == 0xff)
}

/// The code of a process, as the kernel lists it in `/proc/PID/maps`.
fn parts(pid: Pid) -> Vec<Part> {
    let text = fs::read(format!("/proc/{pid}/maps")).unwrap_or_default();
    text.split(|&byte| byte == b'\n').filter_map(part).collect()
}

fn part(line: &[u8]) -> Option<Part> {
    let line = String::from_utf8_lossy(line);
    let mut fields = line.splitn(6, ' ');
    let (start, end) = fields.next()?.split_once('-')?;
    let is_code = fields.next()?.contains('x');
    let offset = fields.next()?;
    let path = fields.nth(2)?.trim_start();
    if !is_code || !path.starts_with('/') {
        return None;
    }
    let number = |text| u64::from_str_radix(text, 16).ok();
    let (start, end, offset) = (number(start)?, number(end)?, number(offset)?);
    Some(Part {
        start,
        end,
        offset,
        path: path.to_string(),
    })
}
