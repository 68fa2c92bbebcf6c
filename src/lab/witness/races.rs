//! Races: two accesses to the same bytes by different processes, one of them a store, that nothing puts in
//! an order.
//!
//! Nothing has to go wrong for that: it is enough that it could. So a race is found in a run that counted
//! right, and the run need not be repeated.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::conductor::{Choice, Conductor, Decision, Turns};
use super::decode::Kind;
use super::event::{Access, Effect, Event, What};
use super::lines::Lines;
use super::memory::Value;
use super::order::Order;
use super::spots::{Spot, Spots};

/// The last access of one kind that one instruction of a process made to a word.
#[derive(Debug, Clone)]
struct Past {
    process: usize,
    spot: Spot,
    kind: Kind,
    atomic: bool,
    /// Which of the word's eight bytes.
    bytes: u8,
    /// Its process's own count then.
    time: u64,
    side: Side,
}

/// One of the two accesses of a race.
#[derive(Debug, Clone)]
pub struct Side {
    pub process: usize,
    pub spot: Spot,
    pub access: Access,
    /// The semaphores that its process held.
    pub held: Vec<(usize, u16)>,
    /// The value that its process had loaded from there before, and not yet stored to.
    pub loaded: Option<Value>,
}

/// Two accesses that could have come in the other order.
#[derive(Debug, Clone)]
pub struct Race {
    pub first: Side,
    pub second: Side,
}

/// Finds races as events come.
pub struct Races {
    order: Order,
    /// By segment and number of the word.
    past: HashMap<(usize, u64), Vec<Past>>,
    held: HashMap<usize, BTreeMap<(usize, u16), i64>>,
    loaded: HashMap<(usize, usize, u64), Value>,
    seen: HashSet<[(Spot, Kind); 2]>,
    pub found: Vec<Race>,
    pub lines: Lines,
    turns: Turns,
    last: usize,
    pub accesses: u64,
    limit: u64,
    pub cut: bool,
}

impl Races {
    pub fn new(flags: Vec<u64>, turns: Turns, limit: u64) -> Self {
        Self {
            order: Order::new(flags),
            past: HashMap::new(),
            held: HashMap::new(),
            loaded: HashMap::new(),
            seen: HashSet::new(),
            found: Vec::new(),
            lines: Lines::default(),
            turns,
            last: 0,
            accesses: 0,
            limit,
            cut: false,
        }
    }

    fn access(&mut self, event: &Event, access: &Access, spot: Spot) {
        self.accesses += 1;
        self.cut |= self.accesses > self.limit;
        let process = event.process;
        let key = (process, access.place.segment, access.place.offset);
        let side = Side {
            process,
            spot,
            access: access.clone(),
            held: self.holds(process),
            loaded: self.loaded.get(&key).copied(),
        };
        match (access.kind, access.after) {
            (Kind::Load, Some(value)) => drop(self.loaded.insert(key, value)),
            _ => drop(self.loaded.remove(&key)),
        }
        if !self.order.is_flag(access) {
            self.compare(&side);
        }
    }

    /// Holds an access against all earlier ones to the same bytes.
    fn compare(&mut self, side: &Side) {
        let Access {
            place,
            length,
            kind,
            atomic,
            ..
        } = side.access;
        let clock = self.order.clock(side.process).clone();
        let last = place.offset + length.max(1) - 1;
        for word in place.offset / 8..=last / 8 {
            let from = place.offset.max(8 * word) - 8 * word;
            let to = last.min(8 * word + 7) - 8 * word;
            let bytes = (from..=to).fold(0, |bytes, bit| bytes | 1u8 << bit);
            let pasts = self.past.entry((place.segment, word)).or_default();
            for past in pasts.iter().filter(|past| {
                past.process != side.process
                    && past.bytes & bytes != 0
                    && (past.kind.stores() || kind.stores())
                    && !(past.atomic && atomic)
                    && past.time > clock.of(past.process)
            }) {
                let mut key = [(past.spot, past.kind), (side.spot, kind)];
                key.sort();
                if self.seen.insert(key) {
                    let (first, second) = (past.side.clone(), side.clone());
                    self.found.push(Race { first, second });
                }
            }
            let new = Past {
                process: side.process,
                spot: side.spot,
                kind,
                atomic,
                bytes,
                time: clock.of(side.process),
                side: side.clone(),
            };
            let same = |past: &&mut Past| {
                past.process == new.process
                    && past.spot == new.spot
                    && past.kind == kind
                    && past.bytes == bytes
            };
            match pasts.iter_mut().find(same) {
                Some(past) => *past = new,
                None => pasts.push(new),
            }
        }
    }

    /// The semaphores of which a process has taken more than it has given.
    fn holds(&self, process: usize) -> Vec<(usize, u16)> {
        let balance = self.held.get(&process).into_iter().flatten();
        balance
            .filter(|(_, count)| **count != 0)
            .map(|(name, _)| *name)
            .collect()
    }

    fn account(&mut self, event: &Event) {
        let What::Call(done) = &event.what else {
            return;
        };
        for effect in &done.effects {
            if let Effect::Operated {
                set, operations, ..
            } = effect
            {
                let held = self.held.entry(event.process).or_default();
                for one in operations.iter().filter(|one| one.by != 0) {
                    // A lock may take by -1 and give by +1, or the other way round with wait-for-zero.
                    *held.entry((*set, one.number)).or_default() += i64::from(one.by);
                }
            }
        }
    }
}

impl Conductor for Races {
    fn choose(&mut self, choices: &[Choice<'_>]) -> Decision {
        if self.cut {
            return Decision::Stop;
        }
        let next = self.turns.next(choices, self.last);
        self.last = choices[next].task;
        Decision::Run(next)
    }

    fn is_own(&mut self, spot: Spot, spots: &Spots) -> bool {
        self.lines.is_own(spot, spots)
    }

    fn saw(&mut self, event: &Event, spot: Spot, _: &Spots) {
        self.order.saw(event);
        self.account(event);
        if let What::Access(access) = &event.what {
            self.access(event, access, spot);
        }
    }
}
