//! Loops that wait: `while (!flag) {}`.
//!
//! Whoever runs such a loop alone runs it for ever, so there would be no end to the orders. A task that
//! makes the same one to three accesses over and over, and finds the same values, has nothing to do until
//! somebody else stores there: it is taken to wait for that.

use std::collections::VecDeque;

use super::event::{Access, Place};
use super::memory::Value;

/// How often it has to be the same.
const TIMES: usize = 3;
/// The longest loop that is recognised, in accesses.
const LONGEST: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Look {
    at: u64,
    place: Place,
    length: u64,
    value: Option<Value>,
}

/// What a task did last.
#[derive(Debug, Clone, Default)]
pub struct Spin {
    looks: VecDeque<Look>,
}

impl Spin {
    /// The task has made an access.
    pub fn saw(&mut self, at: u64, access: &Access) {
        let changes = access.kind.stores() && access.before != access.after;
        if changes {
            self.looks.clear();
            return;
        }
        let (place, length, value) = (access.place, access.length, access.after);
        self.looks.push_back(Look {
            at,
            place,
            length,
            value,
        });
        if self.looks.len() > TIMES * LONGEST {
            self.looks.pop_front();
        }
    }

    /// The task has done something else.
    pub fn moved(&mut self) {
        self.looks.clear();
    }

    /// Somebody else has stored there: it may find another value now.
    pub fn stored(&mut self, access: &Access) {
        let (start, end) = (access.place.offset, access.place.offset + access.length);
        let meets = |look: &Look| {
            look.place.segment == access.place.segment
                && look.place.offset < end
                && start < look.place.offset + look.length
        };
        if self.looks.iter().any(meets) {
            self.looks.clear();
        }
    }

    /// Does it wait?
    pub fn waits(&self) -> bool {
        let last: Vec<&Look> = self.looks.iter().rev().collect();
        (1..=LONGEST).any(|period| {
            last.len() >= TIMES * period
                && (0..(TIMES - 1) * period)
                    .all(|index| last[index] == last[index + period])
        })
    }
}
