//! All orders of producers and consumers around a bounded buffer: which of them get stuck.
//!
//! A state is how many steps each process has done, since the semaphores' values follow from
//! that. The search visits each state once, in the order of the steps that lead to it.

use std::collections::{HashMap, VecDeque};
use std::fmt;

/// In which order a process takes its two permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// `empty` or `full`, then the mutex.
    CountFirst,
    /// The mutex, then `empty` or `full`: the classic mistake.
    MutexFirst,
    /// Both in one call: all or nothing.
    Together,
}

/// Producers with some items each, and consumers that share them out as evenly as can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buffer {
    /// Slots of the ring.
    pub slots: u8,
    /// How many processes put.
    pub producers: u8,
    /// How many processes take.
    pub consumers: u8,
    /// Items of each producer.
    pub items: u8,
    /// How the producers wait.
    pub producers_wait: Waits,
    /// How the consumers wait.
    pub consumers_wait: Waits,
}

/// Steps done by each process: producers, then consumers.
type State = Vec<u8>;

/// An item is two waits, the move itself with the mutex given back, and the signal.
const STEPS: u8 = 4;

/// A place where somebody has not finished and nobody can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StuckBuffer {
    /// Whose turn it was at each step: `P0` is the first producer, `C0` the first consumer.
    pub order: Vec<String>,
    /// Who waits for the mutex.
    pub at_mutex: Vec<String>,
    /// Who waits for a slot, empty or full.
    pub at_count: Vec<String>,
}

/// What the three semaphores are in a state.
struct Values {
    empty: i32,
    full: i32,
    mutex: i32,
}

impl Buffer {
    /// Every place where the processes get stuck, with a shortest order that leads there. Empty if
    /// all orders come to their end.
    ///
    /// ```
    /// use shm_workbook::interleavings::{Buffer, Waits};
    /// let right = Buffer {
    ///     slots: 1,
    ///     producers: 1,
    ///     consumers: 1,
    ///     items: 2,
    ///     producers_wait: Waits::CountFirst,
    ///     consumers_wait: Waits::CountFirst,
    /// };
    /// assert!(right.stuck().is_empty());
    /// let wrong = Buffer { producers_wait: Waits::MutexFirst, ..right };
    /// assert_eq!(
    ///     wrong.stuck()[0].to_string(),
    ///     "P0 P0 P0 P0 P0 C0: P0 waits for a slot, C0 waits for the mutex"
    /// );
    /// ```
    #[must_use]
    pub fn stuck(&self) -> Vec<StuckBuffer> {
        let start: State = vec![0; self.processes()];
        let mut came_from: HashMap<State, Option<usize>> =
            HashMap::from([(start.clone(), None)]);
        let mut next = VecDeque::from([start]);
        let mut stuck = Vec::new();
        while let Some(state) = next.pop_front() {
            let mut goes_on = false;
            let values = self.values(&state);
            for process in 0..self.processes() {
                let Some(after) = self.step(&state, &values, process) else {
                    continue;
                };
                goes_on = true;
                if !came_from.contains_key(&after) {
                    came_from.insert(after.clone(), Some(process));
                    next.push_back(after);
                }
            }
            if !goes_on && !self.has_finished(&state) {
                stuck.push(self.describe(&state, &came_from));
            }
        }
        stuck
    }

    fn processes(&self) -> usize {
        usize::from(self.producers) + usize::from(self.consumers)
    }

    /// Steps that this process has to do. Of the items, the first consumers take one more.
    fn wanted(&self, process: usize) -> u8 {
        let Some(consumer) = process.checked_sub(self.producers.into()) else {
            return self.items * STEPS;
        };
        let total = self.producers * self.items;
        let more = consumer < usize::from(total % self.consumers);
        (total / self.consumers + u8::from(more)) * STEPS
    }

    fn waits(&self, process: usize) -> Waits {
        if process < self.producers.into() {
            self.producers_wait
        } else {
            self.consumers_wait
        }
    }

    /// The values after so many steps of each: what was taken and given, added up.
    fn values(&self, state: &State) -> Values {
        let mut values = Values {
            empty: self.slots.into(),
            full: 0,
            mutex: 1,
        };
        for (process, &done) in state.iter().enumerate() {
            let (rounds, at) = (i32::from(done / STEPS), done % STEPS);
            let mutex_first = self.waits(process) == Waits::MutexFirst;
            let has_count = at >= 2 || at == 1 && !mutex_first;
            let has_mutex = at == 2 || at == 1 && mutex_first;
            let taken = rounds + i32::from(has_count);
            values.mutex -= i32::from(has_mutex);
            let (from, to) = if process < self.producers.into() {
                (&mut values.empty, &mut values.full)
            } else {
                (&mut values.full, &mut values.empty)
            };
            *from -= taken;
            *to += rounds;
        }
        values
    }

    /// The state after the next step of this process; `None` if it has ended or has to wait.
    fn step(&self, state: &State, values: &Values, process: usize) -> Option<State> {
        let done = state[process];
        if done == self.wanted(process) {
            return None;
        }
        let count = if process < self.producers.into() {
            values.empty
        } else {
            values.full
        };
        let (may, steps) = match (done % STEPS, self.waits(process)) {
            (0, Waits::Together) => (count > 0 && values.mutex > 0, 2),
            (0, Waits::CountFirst) | (1, Waits::MutexFirst) => (count > 0, 1),
            (0, Waits::MutexFirst) | (1, _) => (values.mutex > 0, 1),
            _ => (true, 1),
        };
        may.then(|| {
            let mut after = state.clone();
            after[process] += steps;
            after
        })
    }

    fn has_finished(&self, state: &State) -> bool {
        let mut all = state.iter().enumerate();
        all.all(|(process, &done)| done == self.wanted(process))
    }

    fn name(&self, process: usize) -> String {
        match process.checked_sub(self.producers.into()) {
            None => format!("P{process}"),
            Some(consumer) => format!("C{consumer}"),
        }
    }

    fn describe(
        &self,
        state: &State,
        came_from: &HashMap<State, Option<usize>>,
    ) -> StuckBuffer {
        let mut order = Vec::new();
        let mut at = state.clone();
        while let Some(&Some(process)) = came_from.get(&at) {
            order.push(self.name(process));
            let both = self.waits(process) == Waits::Together && at[process] % STEPS == 2;
            at[process] -= if both { 2 } else { 1 };
        }
        order.reverse();
        let mutex = self.values(state).mutex;
        let (mut at_mutex, mut at_count) = (Vec::new(), Vec::new());
        for (process, &done) in state.iter().enumerate() {
            if done == self.wanted(process) {
                continue;
            }
            let wants_mutex = match (done % STEPS, self.waits(process)) {
                (0, Waits::CountFirst) | (1, Waits::MutexFirst) => false,
                (0, Waits::Together) => mutex == 0,
                _ => true,
            };
            let list = if wants_mutex {
                &mut at_mutex
            } else {
                &mut at_count
            };
            list.push(self.name(process));
        }
        StuckBuffer {
            order,
            at_mutex,
            at_count,
        }
    }
}

impl fmt::Display for StuckBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |who: &[String], what: &str| {
            let waits = who.iter().map(|name| format!("{name} waits for {what}"));
            waits.collect::<Vec<_>>()
        };
        let mut all = of(&self.at_count, "a slot");
        all.extend(of(&self.at_mutex, "the mutex"));
        write!(f, "{}: {}", self.order.join(" "), all.join(", "))
    }
}
