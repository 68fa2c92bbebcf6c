//! The log of lab 6 against what really happened, seen access by access.

use std::collections::HashMap;

use nix::unistd::Pid;

use super::log::{ENTRY, Entry, LOAD, LOG_AT, Log, STORE};
use super::run::{judge, size, words};
use crate::checks::provided::segment;
use crate::trial::Trial;
use crate::trial::ended::End;
use crate::trial::seen::{Access, Input, Seen, What};
use crate::verdict::Objection;

/// Where the counter is.
const COUNTER: std::ops::Range<u64> = 0..8;

/// Does the log tell what happened? `false`: workers that wait in a loop of their own take very long, if each
/// has its turn after the other, and then this is not known.
pub fn is_told(trial: &Trial) -> Result<bool, Objection> {
    let n = fastrand::u64(3..8);
    let target = fastrand::u64(2..=2 * n);
    let segment = segment(trial, size(n))?;
    let memory = segment.attach_read_only()?;
    let mut truth = Truth::default();
    let look = &mut |seen: &Seen, _: &mut dyn FnMut() -> String| {
        let mut counter = [0; 8];
        // An error is met again below.
        let _ = memory.read(0, &mut counter);
        truth.sees(seen, u64::from_ne_bytes(counter));
    };
    let ended = trial.see(&words(segment.id(), n, target), Input::Nothing, look)?;
    if ended.end == End::TimedOut {
        return Ok(false);
    }
    let mut bytes = vec![0; memory.size()];
    memory.read(0, &mut bytes)?;
    judge(&ended, &bytes, n, target)?;
    let Some(what) = truth.denies(&Log::of(&bytes)) else {
        return Ok(true);
    };
    let objection = ended.objection(
        "every step taken and logged by the process that the log names, as the log says",
        "The conductor gives orders, and each worker takes its own steps: it loads, stores \
         and writes its entries itself.",
    );
    Err(objection.with(what))
}

/// A load or a store of the counter.
#[derive(Debug, Clone, Copy)]
struct Deed {
    entry: Entry,
    /// Has it put another value there?
    changes: bool,
    /// Less than the whole counter: others of the same process belong to it.
    is_part: bool,
}

/// What the processes did.
#[derive(Default)]
struct Truth {
    deeds: Vec<Deed>,
    counter: u64,
    /// Who was the last to write each entry.
    writers: HashMap<usize, Pid>,
}

impl Truth {
    /// `counter` is what is in memory now, and stays there while this looks.
    fn sees(&mut self, seen: &Seen, counter: u64) {
        let What::Access(access) = seen.what else {
            return;
        };
        if access.meets(COUNTER) {
            self.counts(seen.pid, access, counter);
        }
        if access.stores {
            let from = (access.offset as usize).max(LOG_AT) - LOG_AT;
            let to = ((access.offset + access.length) as usize).max(LOG_AT) - LOG_AT;
            for entry in from / ENTRY..to.div_ceil(ENTRY) {
                self.writers.insert(entry, seen.pid);
            }
        }
    }

    fn counts(&mut self, pid: Pid, access: Access, now: u64) {
        let before = std::mem::replace(&mut self.counter, now);
        let is_part = access.length < 8;
        let deed = |kind, value| Deed {
            entry: Entry {
                pid: pid.as_raw() as u32,
                kind,
                value,
            },
            changes: before != now,
            is_part,
        };
        if access.loads {
            self.deeds.push(Deed {
                changes: false,
                ..deed(LOAD, before)
            });
        }
        if access.stores {
            let last = self.deeds.last().copied();
            let goes_on = last.is_some_and(|last| {
                let same = last.entry.pid == pid.as_raw() as u32;
                same && last.entry.kind == STORE && last.is_part && is_part
            });
            if goes_on {
                self.deeds.pop();
            }
            self.deeds.push(deed(STORE, now));
        }
    }

    /// What the log says that did not happen, or leaves out. Nobody has to tell what changed nothing: a
    /// counter may be looked at for other reasons.
    fn denies(&self, log: &Log) -> Option<String> {
        let mut entries = log.entries.iter().enumerate().peekable();
        for deed in &self.deeds {
            match entries.peek() {
                Some((_, entry)) if **entry == deed.entry => drop(entries.next()),
                Some((at, entry)) if deed.changes => {
                    let (real, told) = (deed.entry.text(), entry.show(*at));
                    return Some(format!("it was: {real}; but {told}"));
                }
                None if deed.changes => {
                    return Some(format!("{}: not in the log", deed.entry.text()));
                }
                _ => {}
            }
        }
        if let Some((at, entry)) = entries.next() {
            return Some(format!("{}: nobody did that then", entry.show(at)));
        }
        let other = |(at, entry): (usize, &Entry)| {
            let writer = self
                .writers
                .get(&at)
                .filter(|pid| pid.as_raw() as u32 != entry.pid)?;
            Some(format!("{}: written by pid {writer}", entry.show(at)))
        };
        log.entries.iter().enumerate().find_map(other)
    }
}
