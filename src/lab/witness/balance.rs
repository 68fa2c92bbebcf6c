//! Who holds which semaphore, as far as it can be seen from outside: who has taken more than given.

use std::collections::BTreeMap;

use super::event::Effect;
use super::task::Process;

/// For each process and semaphore, what its operations add up to.
#[derive(Debug, Clone, Default)]
pub struct Balance(BTreeMap<(usize, usize, u16), i64>);

impl Balance {
    pub fn saw(&mut self, process: usize, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Operated {
                set, operations, ..
            } = effect
            {
                for one in operations {
                    *self.0.entry((process, *set, one.number)).or_default() +=
                        i64::from(one.by);
                }
            }
        }
    }

    /// Those who have taken from this semaphore and not given back.
    fn holders(&self, set: usize, number: u16) -> Vec<String> {
        let taken = self.0.iter().filter(|((_, set2, number2), by)| {
            (*set2, *number2) == (set, number) && **by < 0
        });
        taken
            .map(|((process, ..), _)| Process::letter(*process))
            .collect()
    }

    /// Who waits for whom: a line for each process, such as `B waits: semop S1[0]-1 --> C`.
    pub fn picture(&self, waiting: &[(usize, String)]) -> String {
        let mut text = String::new();
        for (process, what) in waiting {
            text += &format!("  {} waits: {what}", Process::letter(*process));
            let holders: Vec<String> = what
                .split_whitespace()
                .filter_map(semaphore)
                .flat_map(|(set, number)| self.holders(set, number))
                .collect();
            if !holders.is_empty() {
                text += &format!(" --> {}", holders.join(", "));
            }
            text.push('\n');
        }
        text
    }
}

/// `S1[0]-1`: the set and the semaphore.
fn semaphore(word: &str) -> Option<(usize, u16)> {
    let (set, rest) = word.strip_prefix('S')?.split_once('[')?;
    let (number, _) = rest.split_once(']')?;
    Some((
        set.parse::<usize>().ok()?.checked_sub(1)?,
        number.parse().ok()?,
    ))
}
