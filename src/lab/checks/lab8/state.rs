//! The set and the segment at one moment.

use shm_workbook::SemaphoreSet;

use super::layout::Memory;
use super::members::{EMPTY, FULL, MUTEX};

const NAMES: [&str; 3] = ["empty", "full", "mutex"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    set: Option<SemaphoreSet>,
    /// `GETVAL`, of each member.
    pub values: Option<[u16; 3]>,
    /// `GETNCNT`, of each member.
    pub asleep: [usize; 3],
    pub memory: Memory,
}

impl State {
    pub fn of(set: Option<SemaphoreSet>, memory: Memory) -> Self {
        let values = set.and_then(|set| set.values().ok());
        let asleep = |member| set.map_or(0, |set| set.waiting(member).unwrap_or(0));
        Self {
            set,
            values: values.and_then(|values| values.try_into().ok()),
            asleep: [EMPTY, FULL, MUTEX].map(asleep),
            memory,
        }
    }

    pub fn lines(&self) -> Vec<String> {
        let set = match (self.set, self.values) {
            (None, _) => "no set: nobody has taken anything from one".to_string(),
            (Some(set), None) => {
                format!("set {set}: not three members, or no longer there")
            }
            (Some(set), Some(values)) => {
                let members = NAMES.iter().zip(values).zip(self.asleep);
                let members: Vec<String> = members
                    .map(|((name, value), asleep)| {
                        format!("{name} {value}, {asleep} asleep")
                    })
                    .collect();
                format!("set {set}: {} (GETVAL, GETNCNT)", members.join("; "))
            }
        };
        vec![set, self.memory.line()]
    }
}
