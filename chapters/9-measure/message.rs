//! What is sent: bytes that the receiver can check, every one of them.

use shm_workbook::lesson::Result;

use crate::failures::disturbed;

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

    /// How long each of them is, in bytes.
    pub fn size(&self) -> usize {
        self.bodies[0].len()
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
        let (number, stamp) = (self.next - 1, word(message));
        // The sum is linear: a stamp in the first word of so many blocks adds so much to it.
        let weight = WEIGHT
            .wrapping_mul((message.len() / BLOCK) as u64)
            .wrapping_add(1);
        let expected =
            self.sums[number as usize % 2].wrapping_add(stamp.wrapping_mul(weight));
        if stamp & !LAST == number && sum(message) == expected {
            return Ok(stamp & LAST != 0);
        }
        let size = message.len();
        Err(disturbed(format!(
            "message {number} of {size} bytes arrived damaged"
        )))
    }
}

/// An odd number without a pattern.
const WEIGHT: u64 = 0x9e37_79b9_7f4a_7c15;

/// A sum, and a sum of all sums so far, in eight lanes: what changes a word or its place changes
/// the result. Simple enough for the compiler to make vector instructions of it.
fn sum(message: &[u8]) -> u64 {
    let (mut a, mut b) = ([0u64; LANES], [0u64; LANES]);
    for block in message.chunks_exact(BLOCK) {
        for lane in 0..LANES {
            a[lane] = a[lane].wrapping_add(word(&block[8 * lane..]));
            b[lane] = b[lane].wrapping_add(a[lane]);
        }
    }
    // Each lane counts differently, or two of them could change places.
    let mut weight = 1u64;
    a.iter().zip(b).fold(0, |total: u64, (&a, b)| {
        let lane = a.wrapping_add(b.wrapping_mul(WEIGHT)).wrapping_mul(weight);
        weight = weight.wrapping_mul(WEIGHT | 2);
        total.wrapping_add(lane)
    })
}

/// Noise in all words but the first, which is for the stamp (an increment and a mix, as in SplitMix64).
fn body(seed: u64, size: usize) -> Vec<u8> {
    let mut bytes = vec![0; 8];
    let mut state = seed;
    while bytes.len() < size {
        state = state.wrapping_add(WEIGHT);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bytes.extend_from_slice(&(mixed ^ (mixed >> 27)).to_le_bytes());
    }
    bytes
}

fn word(bytes: &[u8]) -> u64 {
    match bytes.first_chunk() {
        Some(word) => u64::from_le_bytes(*word),
        None => 0,
    }
}
