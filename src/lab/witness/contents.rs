//! What segments hold, as the accesses to them tell: nobody has to attach them for that.

use std::collections::HashMap;

use super::event::Access;
use super::memory::Value;

/// The bytes of segments as they were stored and loaded.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    bytes: HashMap<(usize, u64), u8>,
    lengths: HashMap<(usize, u64), u64>,
}

impl Memory {
    pub fn saw(&mut self, access: &Access) {
        let place = access.place;
        let value = access.after;
        for (offset, byte) in (place.offset..).zip(value.iter().flat_map(Value::bytes)) {
            self.bytes.insert((place.segment, offset), *byte);
        }
        let length = self
            .lengths
            .entry((place.segment, place.offset))
            .or_default();
        *length = (*length).max(access.length.min(8));
    }

    /// The number at a place, as long as the program's own accesses there; 0 where nothing was seen.
    pub fn number(&self, segment: usize, offset: u64) -> u64 {
        let length = self.lengths.get(&(segment, offset)).copied().unwrap_or(8);
        let byte = |index| {
            self.bytes
                .get(&(segment, offset + index))
                .copied()
                .unwrap_or(0)
        };
        (0..length)
            .rev()
            .fold(0, |number, index| number << 8 | u64::from(byte(index)))
    }
}
