//! What is done between two moments in which the mutex is given back: one item put, or one taken.
//!
//! A worker that calls `semop` to give the mutex back is stopped before the kernel does it. So
//! nobody else may be inside, and what has changed since the last such moment is this worker's.

use std::collections::HashMap;

use nix::unistd::Pid;

use super::layout::{Memory, Sizes, show};
use super::members::{EMPTY, FULL, MUTEX};
use super::worker::{Role, Worker};
use crate::trial::request::Request;

#[derive(Debug)]
pub struct Ledger {
    sizes: Sizes,
    before: Memory,
    latest: Memory,
    /// Requests since the segment was last changed.
    pub in_vain: u32,
    /// How many items each process has put.
    pub puts: HashMap<Pid, u64>,
    pub takes: u64,
    /// Permits given by producers for `full`, and by consumers for `empty`.
    given: [u64; 2],
    /// The first step that was none.
    pub wrong_step: Option<String>,
    /// The first permit that came too early.
    pub early_signal: Option<String>,
}

impl Ledger {
    pub fn new(sizes: Sizes, before: Memory) -> Self {
        Self {
            sizes,
            latest: before.clone(),
            before,
            in_vain: 0,
            puts: HashMap::new(),
            takes: 0,
            given: [0; 2],
            wrong_step: None,
            early_signal: None,
        }
    }

    /// A worker that is stopped before this request.
    pub fn saw(&mut self, worker: &Worker, request: &Request, now: &Memory) {
        self.in_vain += 1;
        if self.latest != *now {
            self.in_vain = 0;
            self.latest.clone_from(now);
        }
        if request.gives(MUTEX) {
            self.step(worker, now);
        }
        let counted = match worker.role {
            Some(Role::Producer) => FULL,
            Some(Role::Consumer) => EMPTY,
            None => return,
        };
        if request.gives(counted) {
            self.given[usize::from(counted)] += 1;
        }
        // With the mutex in its hands, it may give the permit first: nobody gets in before it is out.
        if !worker.is_inside || request.gives(MUTEX) {
            self.look_for_early_signals(now);
        }
    }

    fn step(&mut self, worker: &Worker, now: &Memory) {
        let before = std::mem::replace(&mut self.before, now.clone());
        let result = match (
            now.head.wrapping_sub(before.head),
            now.tail.wrapping_sub(before.tail),
        ) {
            (0, 0) => self.nothing(worker, &before, now),
            (0, 1) => self.put(worker.pid, &before, now),
            (1, 0) => self.taken(&before, now),
            (head, tail) => Err(format!("head grew by {head}, and tail by {tail}")),
        };
        if let Err(what) = result {
            let who = format!("pid {} gave the mutex back: {what}", worker.pid);
            self.wrong_step.get_or_insert(who);
        }
    }

    fn put(&mut self, pid: Pid, before: &Memory, now: &Memory) -> Result<(), String> {
        let at = before.tail;
        if now.tail - now.head > self.sizes.slots {
            return Err(format!("item {at} was put into a ring that was full"));
        }
        let mut right = before.clone();
        right.tail += 1;
        let slot = usize::try_from(at % self.sizes.slots).unwrap_or(0);
        right.slots[slot] = now.slots[slot];
        if right != *now {
            return Err(format!("more than slot {slot} was changed for item {at}"));
        }
        // What is no item may be a mark of the end.
        if let Some((_, number)) = self.sizes.item(now.slots[slot]) {
            let count = self.puts.entry(pid).or_default();
            *count += 1;
            if number != *count {
                let item = show(now.slots[slot]);
                return Err(format!(
                    "slot {slot} holds {item}, the {count}. item of this process"
                ));
            }
        }
        Ok(())
    }

    fn taken(&mut self, before: &Memory, now: &Memory) -> Result<(), String> {
        let at = before.head;
        if at >= before.tail {
            return Err(format!("item {at} was taken, and nobody has put it"));
        }
        let item = before.slot(at);
        let mut right = before.clone();
        right.head += 1;
        // Whoever takes may clear the slot.
        let slot = usize::try_from(at % self.sizes.slots).unwrap_or(0);
        right.slots[slot] = now.slots[slot];
        if self.sizes.item(item).is_some() {
            self.takes += 1;
            let line = usize::try_from(at).unwrap_or(usize::MAX);
            match right.log.get_mut(line) {
                Some(entry) => *entry = item,
                None => return Err(format!("there is no log line {line}")),
            }
        }
        if right != *now {
            let line = now.log.get(at as usize).copied().unwrap_or(0);
            return Err(format!(
                "slot {slot} held {}, and log line {at} says {}",
                show(item),
                show(line)
            ));
        }
        Ok(())
    }

    fn look_for_early_signals(&mut self, now: &Memory) {
        let [empty, full] = self.given;
        let total = self.sizes.total();
        // When all items are there, permits for none may tell consumers that it is the end.
        let all_put = self.puts.values().sum::<u64>() >= total;
        let over = now.head >= total;
        let early = if full > now.tail && !all_put {
            format!("permits of full given: {full}; tail: {}", now.tail)
        } else if empty > now.head && !over {
            format!("permits of empty given: {empty}; head: {}", now.head)
        } else {
            return;
        };
        self.early_signal.get_or_insert(early);
    }

    /// Who finds that it is the end takes nothing; but not as long as an item is the next.
    fn nothing(
        &self,
        worker: &Worker,
        before: &Memory,
        now: &Memory,
    ) -> Result<(), String> {
        if before != now {
            return Err(
                "slots or log were changed, and neither head nor tail".to_string()
            );
        }
        let next = before.slot(before.head);
        let is_there = before.head < before.tail && self.sizes.item(next).is_some();
        if is_there && worker.role == Some(Role::Consumer) {
            return Err(format!("head is still {}, and there was an item", now.head));
        }
        Ok(())
    }
}
