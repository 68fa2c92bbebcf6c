//! The log of lab 6: reading it, and replaying it to see whether it can be true.

use std::collections::HashMap;

use nix::unistd::Pid;

pub const LOG_AT: usize = 16;
pub const ENTRY: usize = 16;

pub const LOAD: u32 = 1;
pub const STORE: u32 = 2;

/// A private copy of the segment, taken apart.
#[derive(Debug)]
pub struct Log {
    pub counter: u64,
    /// What the segment says about its own length. It may be a lie.
    claimed: u64,
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub pid: u32,
    pub kind: u32,
    pub value: u64,
}

/// What does not fit, and at which entry.
#[derive(Debug, PartialEq, Eq)]
pub struct Complaint {
    at: usize,
    text: String,
}

impl Complaint {
    /// Is all true that the log tells, and only the end another one than was asked for?
    pub fn is_about_the_order(&self) -> bool {
        self.text.starts_with(LAST)
    }
}

/// So begins what is said of a run that comes to another value.
const LAST: &str = "the last store is";

/// What one process has done so far.
#[derive(Debug, Default)]
struct Side {
    loaded: Option<u64>,
    loads: u64,
    stores: u64,
}

impl Log {
    pub fn of(bytes: &[u8]) -> Self {
        let claimed = u64_at(bytes, 8);
        let most = usize::try_from(claimed).unwrap_or(usize::MAX);
        let room = bytes.get(LOG_AT..).unwrap_or_default();
        let entries = room.chunks_exact(ENTRY).take(most).map(|entry| Entry {
            pid: u32_at(entry, 0),
            kind: u32_at(entry, 4),
            value: u64_at(entry, 8),
        });
        Self {
            counter: u64_at(bytes, 0),
            claimed,
            entries: entries.collect(),
        }
    }

    pub fn pids(&self) -> Vec<Pid> {
        let mut pids: Vec<u32> = self.entries.iter().map(|entry| entry.pid).collect();
        pids.sort_unstable();
        pids.dedup();
        pids.into_iter()
            .map(|pid| Pid::from_raw(pid as i32))
            .collect()
    }

    /// Every load sees the last store, every store is its process's last load plus one, two
    /// processes do N of both, and the last store is the target.
    pub fn replay(&self, n: u64, target: u64) -> Result<(), Complaint> {
        let mut memory = 0;
        let mut sides: HashMap<u32, Side> = HashMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let side = sides.entry(entry.pid).or_default();
            let next = step(memory, side, *entry);
            memory = next.map_err(|text| Complaint { at, text })?;
        }
        self.totals(&sides, n, memory, target)
            .map_err(|text| Complaint {
                at: self.entries.len(),
                text,
            })
    }

    fn totals(
        &self,
        sides: &HashMap<u32, Side>,
        n: u64,
        last: u64,
        target: u64,
    ) -> Result<(), String> {
        if self.claimed != 4 * n {
            return Err(format!(
                "{} entries instead of 4 N = {}",
                self.claimed,
                4 * n
            ));
        }
        if sides.len() != 2 {
            return Err(format!("{} pids instead of two", sides.len()));
        }
        if sides
            .values()
            .any(|side| (side.loads, side.stores) != (n, n))
        {
            return Err(format!("not {n} loads and {n} stores by each process"));
        }
        if last != target {
            return Err(format!("{LAST} {last}, not {target}"));
        }
        Ok(())
    }

    /// The complaint, and the entries around it.
    pub fn excerpt(&self, complaint: &Complaint) -> Vec<String> {
        let from = complaint.at.saturating_sub(3);
        let near = self.entries.iter().enumerate().skip(from).take(4);
        let mut lines: Vec<String> = near.map(|(at, entry)| entry.show(at)).collect();
        lines.push(format!("the log: {}", complaint.text));
        lines
    }
}

/// How many entries name this process, whatever the segment says about its length.
pub fn entries_of(bytes: &[u8], pid: Pid) -> usize {
    let room = bytes.get(LOG_AT..).unwrap_or_default();
    room.chunks_exact(ENTRY)
        .filter(|entry| u32_at(entry, 0) == pid.as_raw() as u32)
        .count()
}

/// One entry: the memory after it, or what is wrong with it.
fn step(memory: u64, side: &mut Side, entry: Entry) -> Result<u64, String> {
    match entry.kind {
        LOAD if entry.value != memory => Err(format!(
            "a load sees {}, but {memory} was in memory",
            entry.value
        )),
        LOAD => {
            side.loads += 1;
            side.loaded = Some(entry.value);
            Ok(memory)
        }
        STORE => {
            side.stores += 1;
            let loaded = side
                .loaded
                .take()
                .ok_or("a store without a load before it")?;
            if entry.value == loaded.wrapping_add(1) {
                Ok(entry.value)
            } else {
                Err(format!(
                    "a store of {}, after its process has loaded {loaded}",
                    entry.value
                ))
            }
        }
        kind => Err(format!("kind {kind} is neither a load (1) nor a store (2)")),
    }
}

impl Entry {
    pub fn show(self, at: usize) -> String {
        format!("log entry {at}: {}", self.text())
    }

    /// Such as `pid 12 load 3`.
    pub fn text(self) -> String {
        let kind = match self.kind {
            LOAD => "load",
            STORE => "store",
            _ => "?",
        };
        format!("pid {} {kind} {}", self.pid, self.value)
    }
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let part = bytes.get(at..at + 8).and_then(|part| part.try_into().ok());
    part.map_or(0, u64::from_ne_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let part = bytes.get(at..at + 4).and_then(|part| part.try_into().ok());
    part.map_or(0, u32::from_ne_bytes)
}
