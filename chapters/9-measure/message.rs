//! What is sent: bytes that the receiver can check, every one of them.

use shm_workbook::lesson::{Failure, Result};

/// All sizes are a multiple of this, in bytes. It is also the size of an acknowledgement.
pub const BLOCK: usize = 64;
const LANES: usize = BLOCK / size_of::<u64>();
const LAST: u64 = 1 << 63;

/// The messages of one size, as both ends know them: two bodies that take turns, so that bytes which
/// are left of the last message cannot pass for the next. The first word is a stamp: the
/// number of the message, and whether it is the last.
pub struct Messages {
    bodies: [Vec<u8>; 2],
    sums: [u64; 2],
    next: u64,
}

impl Messages {
    pub fn new(size: usize) -> Messages {
        let bodies = [1, 2].map(|seed| body(seed, size));
        let sums = [sum(&bodies[0]), sum(&bodies[1])];
        Messages {
            bodies,
            sums,
            next: 0,
        }
    }

    /// The next message to send.
    pub fn next(&mut self, last: bool) -> &[u8] {
        let stamp = self.next | if last { LAST } else { 0 };
        let body = &mut self.bodies[self.next as usize % 2];
        self.next += 1;
        body[..8].copy_from_slice(&stamp.to_le_bytes());
        body
    }

    /// Checks what has arrived; is it the last?
    pub fn check(&mut self, message: &[u8]) -> Result<bool> {
        self.next += 1;
        self.check_echo(message)
    }

    /// Checks that the message that was sent last has come back.
    pub fn check_echo(&self, message: &[u8]) -> Result<bool> {
        let number = self.next - 1;
        let stamp = word(message);
        let blocks = (message.len() / BLOCK) as u64;
        // The sum is linear: a stamp in the first word adds so much to it, whatever the rest is.
        let expected = stamp
            .wrapping_mul(WEIGHT_A[0].wrapping_add(blocks.wrapping_mul(WEIGHT_B[0])));
        let expected = expected.wrapping_add(self.sums[number as usize % 2]);
        if stamp & !LAST == number && sum(message) == expected {
            return Ok(stamp & LAST != 0);
        }
        Err(Failure::Other {
            what: format!(
                "message {number} of {} bytes arrived damaged",
                message.len()
            ),
            help: "somebody else has written into what it passed through; run it again"
                .into(),
        })
    }
}

/// A sum, and a sum of all sums so far, in eight lanes: what changes a word or its place changes
/// the result. Simple enough for the compiler to make vector instructions of it.
pub fn sum(message: &[u8]) -> u64 {
    let (mut a, mut b) = ([0u64; LANES], [0u64; LANES]);
    for block in message.chunks_exact(BLOCK) {
        for (lane, bytes) in block.chunks_exact(8).enumerate() {
            a[lane] = a[lane].wrapping_add(word(bytes));
            b[lane] = b[lane].wrapping_add(a[lane]);
        }
    }
    let weighted = |sums: [u64; LANES], weights: [u64; LANES]| {
        let products = sums
            .iter()
            .zip(weights)
            .map(|(sum, weight)| sum.wrapping_mul(weight));
        products.fold(0, u64::wrapping_add)
    };
    weighted(a, WEIGHT_A).wrapping_add(weighted(b, WEIGHT_B))
}

/// Odd numbers without a pattern, one a lane.
const WEIGHT_A: [u64; LANES] = weights(3);
const WEIGHT_B: [u64; LANES] = weights(4);

const fn weights(seed: u64) -> [u64; LANES] {
    let mut weights = [0; LANES];
    let mut state = seed;
    let mut lane = 0;
    while lane < LANES {
        state = step(state);
        weights[lane] = state | 1;
        lane += 1;
    }
    weights
}

/// Noise in all words but the first, which is for the stamp.
fn body(seed: u64, size: usize) -> Vec<u8> {
    let mut state = seed;
    let mut bytes = Vec::with_capacity(size);
    for _ in 0..size / 8 {
        state = step(state);
        bytes.extend(state.to_le_bytes());
    }
    bytes[..8].fill(0);
    bytes
}

/// The next of a pseudo-random row (an increment and a mix, as in SplitMix64).
const fn step(state: u64) -> u64 {
    let mixed = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 27)
}

fn word(bytes: &[u8]) -> u64 {
    bytes
        .first_chunk()
        .map_or(0, |first| u64::from_le_bytes(*first))
}
