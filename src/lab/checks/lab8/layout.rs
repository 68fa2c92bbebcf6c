//! The segment of lab 8: two counts, a ring, a log. And the story that the log tells.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::words::Word;

/// What the program is told.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub slots: u64,
    pub producers: u64,
    pub consumers: u64,
    pub items: u64,
}

impl Sizes {
    pub fn total(self) -> u64 {
        self.producers * self.items
    }

    pub fn bytes(self) -> usize {
        let words = 2 + self.slots + self.total();
        usize::try_from(8 * words).unwrap_or(usize::MAX)
    }

    pub fn words(self, id: i32) -> [Word; 5] {
        [
            Word::variable(id),
            Word::from(self.slots),
            Word::from(self.producers),
            Word::from(self.consumers),
            Word::from(self.items),
        ]
    }

    /// What this word means as an item: its producer, and its number there, both from 1 on.
    pub fn item(self, word: u64) -> Option<(u64, u64)> {
        let (producer, number) = (word >> 32, word & 0xffff_ffff);
        let is_one = (1..=self.producers).contains(&producer)
            && (1..=self.items).contains(&number);
        is_one.then_some((producer, number))
    }
}

/// A private copy of the segment, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory {
    pub head: u64,
    pub tail: u64,
    pub slots: Vec<u64>,
    pub log: Vec<u64>,
}

impl Memory {
    pub fn copy(words: &[AtomicU64], sizes: Sizes) -> Self {
        let words: Vec<u64> = words.iter().map(|word| word.load(Relaxed)).collect();
        let ring = 2 + usize::try_from(sizes.slots).unwrap_or(0);
        let part = |from: usize, to| words.get(from..to).unwrap_or_default().to_vec();
        Self {
            head: words.first().copied().unwrap_or(0),
            tail: words.get(1).copied().unwrap_or(0),
            slots: part(2, ring),
            log: part(ring, words.len()),
        }
    }

    pub fn slot(&self, item: u64) -> u64 {
        let slots = self.slots.len().max(1) as u64;
        let at = usize::try_from(item % slots).unwrap_or(0);
        self.slots.get(at).copied().unwrap_or(0)
    }

    /// How many items of each producer the log tells of. Its lines come one after the other, and so
    /// do the items of each producer.
    pub fn story(&self, sizes: Sizes) -> Result<Vec<u64>, String> {
        let mut counts = vec![0; sizes.producers as usize];
        let written = self.log.iter().rposition(|word| *word != 0);
        for (line, word) in self
            .log
            .iter()
            .take(written.map_or(0, |at| at + 1))
            .enumerate()
        {
            let Some((producer, number)) = sizes.item(*word) else {
                return Err(format!("log line {line}: {} is no item", show(*word)));
            };
            let count: &mut u64 = &mut counts[producer as usize - 1];
            if number != *count + 1 {
                return Err(format!(
                    "log line {line}: item {number} of producer {producer} comes after its item \
                     {count}"
                ));
            }
            *count = number;
        }
        Ok(counts)
    }

    pub fn line(&self) -> String {
        let slots: Vec<String> =
            self.slots.iter().take(8).map(|slot| show(*slot)).collect();
        format!(
            "in memory: head {}, tail {}, slots {}",
            self.head,
            self.tail,
            slots.join(" ")
        )
    }
}

/// `2:7` is item 7 of producer 2.
pub fn show(word: u64) -> String {
    match (word >> 32, word & 0xffff_ffff) {
        (0, 0) => "-".to_string(),
        (0, number) => format!("{number:#x}"),
        (producer, number) => format!("{producer}:{number}"),
    }
}
