//! Which events happened before which: only what the program itself puts in an order counts.
//!
//! A release (a permit given, a message sent, a process ended) makes known all that its process knows; an
//! acquire (that permit taken, that message received, that process waited for) learns it. Each permit has
//! its own clock, the oldest is taken first: so two processes that each take one of two permits are not
//! ordered by that, though in this run one came after the other.

use std::collections::{HashMap, VecDeque};

use nix::libc;

use super::clocks::Clock;
use super::decode::Kind;
use super::event::{Access, Effect, Event, Place, SemOp, What};

/// The permits of one semaphore, each with what its giver knew.
#[derive(Debug, Default)]
struct Permits {
    given: VecDeque<Clock>,
    /// What all knew who took permits: whoever waited for zero learns it.
    takers: Clock,
}

/// What everybody knows of everybody.
#[derive(Debug, Default)]
pub struct Order {
    clocks: Vec<Clock>,
    semaphores: HashMap<(usize, u16), Permits>,
    /// By queue and kind of message, oldest first.
    messages: HashMap<(usize, i64), VecDeque<Clock>>,
    /// By channel: how many bytes are left of each write, and what the writer knew.
    bytes: HashMap<usize, VecDeque<(u64, Clock)>>,
    /// Who closed a channel.
    closed: HashMap<usize, Clock>,
    /// What was known to those who have ended.
    ended: Clock,
    ends: HashMap<usize, Clock>,
    signals: HashMap<usize, Clock>,
    /// Words that are used as flags, and words that a futex call or an atomic update has used.
    words: HashMap<Place, Clock>,
    locks: Clock,
    flags: Vec<u64>,
}

impl Order {
    /// These offsets are flags: a store to one releases, a load acquires.
    pub fn new(flags: Vec<u64>) -> Self {
        Self {
            flags,
            ..Self::default()
        }
    }

    pub fn clock(&mut self, process: usize) -> &mut Clock {
        if self.clocks.len() <= process {
            self.clocks.resize(process + 1, Clock::default());
        }
        &mut self.clocks[process]
    }

    pub fn is_flag(&self, access: &Access) -> bool {
        let place = access.place;
        let range = place.offset..place.offset + access.length;
        self.flags.iter().any(|flag| range.contains(flag))
    }

    /// Takes one event into account.
    pub fn saw(&mut self, event: &Event) {
        let process = event.process;
        self.clock(process).tick(process);
        match &event.what {
            What::Began {
                parent: Some(parent),
            } => {
                let known = self.clock(*parent).clone();
                self.clock(process).join(&known);
                self.clock(*parent).tick(*parent);
            }
            What::Ended(_) => {
                let known = self.clock(process).clone();
                self.ended.join(&known);
                self.ends.insert(process, known);
            }
            What::Signal(signal) => {
                let mut known = self.signals.get(&process).cloned().unwrap_or_default();
                if *signal == libc::SIGCHLD {
                    known.join(&self.ended);
                }
                self.clock(process).join(&known);
            }
            What::Call(done) => done
                .effects
                .iter()
                .for_each(|one| self.effect(process, one)),
            What::Waits(effects, _) => {
                effects.iter().for_each(|one| self.effect(process, one));
            }
            What::Access(access) => self.access(process, access),
            What::Began { parent: None } | What::Became(_) => {}
        }
        self.clock(process).tick(process);
    }

    /// An atomic update, or an access to a flag, orders what is around it.
    fn access(&mut self, process: usize, access: &Access) {
        let flag = self.is_flag(access);
        if !flag && !access.atomic {
            return;
        }
        let place = access.place;
        let mut word = self.words.remove(&place).unwrap_or_default();
        if access.kind != Kind::Store {
            self.clock(process).join(&word);
        }
        if access.kind.stores() {
            word.join(self.clock(process));
        }
        self.words.insert(place, word);
    }

    fn effect(&mut self, process: usize, effect: &Effect) {
        let mine = self.clock(process).clone();
        let learnt = match effect {
            Effect::Operated {
                set,
                operations,
                after,
            } => self.operated(*set, operations, after, &mine),
            Effect::SetTo { set, values } => {
                for &(number, value) in values {
                    let permits = self.semaphores.entry((*set, number)).or_default();
                    permits.given = (0..value).map(|_| mine.clone()).collect();
                    permits.takers.join(&mine);
                }
                return;
            }
            Effect::Sent { queue, kind } => {
                self.messages
                    .entry((*queue, *kind))
                    .or_default()
                    .push_back(mine);
                return;
            }
            Effect::Received { queue, kind } => {
                let oldest = self.messages.get_mut(&(*queue, *kind));
                oldest.and_then(VecDeque::pop_front)
            }
            Effect::Wrote { channel, bytes } => {
                self.bytes
                    .entry(*channel)
                    .or_default()
                    .push_back((*bytes, mine));
                return;
            }
            Effect::Read { channel, bytes } => Some(self.read(*channel, *bytes)),
            Effect::Closed { channel } => {
                self.closed.entry(*channel).or_default().join(&mine);
                return;
            }
            Effect::Waited { process: ended } => self.ends.get(ended).cloned(),
            Effect::Signalled { process: to } => {
                self.signals.entry(*to).or_default().join(&mine);
                return;
            }
            Effect::Woke(place) => {
                self.words.entry(*place).or_default().join(&mine);
                return;
            }
            Effect::Slept(place) => self.words.get(place).cloned(),
            Effect::Unlocked => {
                self.locks.join(&mine);
                return;
            }
            Effect::Locked => Some(self.locks.clone()),
            Effect::Touched(_) => None,
        };
        if let Some(learnt) = learnt {
            self.clock(process).join(&learnt);
        }
    }

    fn operated(
        &mut self,
        set: usize,
        operations: &[SemOp],
        after: &[(u16, i64)],
        mine: &Clock,
    ) -> Option<Clock> {
        self.first_sight(set, operations, after);
        let mut learnt = Clock::default();
        for one in operations {
            let permits = self.semaphores.entry((set, one.number)).or_default();
            let count = u64::from(one.by.unsigned_abs());
            if one.by > 0 {
                permits.given.extend((0..count).map(|_| mine.clone()));
            } else if one.by < 0 {
                permits.takers.join(mine);
                for _ in 0..count {
                    learnt.join(&permits.given.pop_front().unwrap_or_default());
                }
            } else {
                learnt.join(&permits.takers);
            }
        }
        Some(learnt)
    }

    /// Permits that a semaphore had before anybody was watched, and that nobody's past comes with.
    fn first_sight(&mut self, set: usize, operations: &[SemOp], after: &[(u16, i64)]) {
        for &(number, value) in after {
            if self.semaphores.contains_key(&(set, number)) {
                continue;
            }
            let own = operations.iter().filter(|one| one.number == number);
            let by: i64 = own.map(|one| i64::from(one.by)).sum();
            let given = (0..value - by).map(|_| Clock::default()).collect();
            let permits = Permits {
                given,
                ..Permits::default()
            };
            self.semaphores.insert((set, number), permits);
        }
    }

    /// Who wrote the bytes that are read now. No bytes: the end, which those make who close or end.
    fn read(&mut self, channel: usize, mut left: u64) -> Clock {
        let mut learnt = Clock::default();
        if left == 0 {
            learnt.join(&self.ended);
            learnt.join(self.closed.get(&channel).unwrap_or(&Clock::default()));
        }
        let writes = self.bytes.entry(channel).or_default();
        while let Some((bytes, clock)) = writes.front_mut().filter(|_| left > 0) {
            learnt.join(clock);
            let taken = left.min(*bytes);
            left -= taken;
            *bytes -= taken;
            if *bytes == 0 {
                writes.pop_front();
            }
        }
        learnt
    }
}
