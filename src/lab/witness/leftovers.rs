//! What a program has made and not removed, when the watcher ended it.
//!
//! A segment outlives its processes. A program that was ended in the middle of its work had no chance to
//! remove what it made, and the next run would find it.

use std::collections::BTreeSet;
use std::fs;

use nix::libc;
use shm_workbook::others::MessageQueue;
use shm_workbook::{Segment, Semaphore};

use super::task::{Call, Kind};

/// What the program has made.
#[derive(Debug, Default)]
pub struct Made(BTreeSet<(Kind, i32)>);

/// What kind of object this call would make, if it made one: judged before it is made, for afterwards
/// nobody can tell an object that was made from one that was found.
pub fn makes(number: i64, words: [u64; 6]) -> Option<Kind> {
    let (kind, table, flags) = match number {
        libc::SYS_shmget => (Kind::Segment, "shm", words[2]),
        libc::SYS_semget => (Kind::Set, "sem", words[2]),
        libc::SYS_msgget => (Kind::Queue, "msg", words[1]),
        _ => return None,
    };
    let key = words[0] as i32;
    let has = |flag: i32| flags as i32 & flag != 0;
    let is_new = key == libc::IPC_PRIVATE
        || has(libc::IPC_CREAT) && (has(libc::IPC_EXCL) || !exists(table, key));
    is_new.then_some(kind)
}

fn exists(table: &str, key: i32) -> bool {
    let text = fs::read_to_string(format!("/proc/sysvipc/{table}")).unwrap_or_default();
    let first = |line: &str| line.split_whitespace().next()?.parse::<i32>().ok();
    text.lines().any(|line| first(line) == Some(key))
}

impl Made {
    /// A call has returned.
    pub fn saw(&mut self, call: &Call, result: i64) {
        if result < 0 {
            return;
        }
        if let Some(kind) = call.makes {
            self.0.insert((kind, result as i32));
        }
        let removes = |word: u64| word as i32 == libc::IPC_RMID;
        let removed = match call.number {
            libc::SYS_shmctl if removes(call.words[1]) => Kind::Segment,
            libc::SYS_semctl if removes(call.words[2]) => Kind::Set,
            libc::SYS_msgctl if removes(call.words[1]) => Kind::Queue,
            _ => return,
        };
        self.0.remove(&(removed, call.words[0] as i32));
    }

    /// Removes all of it. Whatever is gone already is gone.
    pub fn remove(&mut self) {
        for (kind, id) in std::mem::take(&mut self.0) {
            let id = id.to_string();
            match kind {
                Kind::Segment => drop(id.parse::<Segment>().map(Segment::remove)),
                Kind::Set => drop(id.parse::<Semaphore>().map(Semaphore::remove)),
                Kind::Queue => drop(id.parse::<MessageQueue>().map(MessageQueue::remove)),
            }
        }
    }
}
