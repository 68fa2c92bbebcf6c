//! Exclusive pairs in a program for 64-bit ARM.
//!
//! There, an atomic update may be two instructions: a load-exclusive, and a store-exclusive that fails if
//! anything has come in between. A stop by a tracer is such a thing. So whoever stops after each
//! instruction sees the store fail each time, and the program try again for ever.

/// Where a program comes out of the pair that begins with the first of these instructions: after its
/// store, or where a branch leads out of it. `None` if no pair begins there.
pub fn exits(start: u64, instructions: &[u32]) -> Option<Vec<u64>> {
    let (first, rest) = instructions.split_first()?;
    if !is_exclusive(*first, LOAD) {
        return None;
    }
    let store = 1 + rest.iter().position(|word| is_exclusive(*word, STORE))?;
    let between = &instructions[1..store];
    if between.iter().any(|word| leads_anywhere(*word)) {
        return None;
    }
    let place = |index: usize| start + 4 * index as u64;
    let inside = start..=place(store);
    let targets = between.iter().zip(1..).filter_map(|(word, index)| {
        Some(place(index).wrapping_add_signed(4 * distance(*word)?))
    });
    let mut exits: Vec<u64> = targets.filter(|at| !inside.contains(at)).collect();
    exits.push(place(store + 1));
    exits.sort_unstable();
    exits.dedup();
    Some(exits)
}

const LOAD: u32 = 1 << 22;
const STORE: u32 = 0;

/// `ldxr`, `ldaxr`, `ldxp` and so on, or their stores.
fn is_exclusive(word: u32, which: u32) -> bool {
    let is_one = word & 0x3f80_0000 == 0x0800_0000 && word & LOAD == which;
    // Among the instructions for two registers, `casp` has this bit cleared.
    let (two, large) = (word & 1 << 21 != 0, word & 1 << 31 != 0);
    is_one && (!two || large)
}

/// A call, a return, a jump by a register, a system call: not between the two of a pair.
fn leads_anywhere(word: u32) -> bool {
    let (is_call, is_jump) = (word >> 26 == 0b10_0101, word >> 25 == 0b110_1011);
    let is_exception = word >> 24 == 0b1101_0100;
    is_call || is_jump || is_exception
}

/// How many instructions further a branch leads, if this is one.
fn distance(word: u32) -> Option<i64> {
    let (bits, at) = if word >> 26 == 0b00_0101 {
        (26, 0) // b
    } else if word >> 24 == 0b0101_0100 || word >> 25 & 0b11_1111 == 0b01_1010 {
        (19, 5) // b.cond, cbz, cbnz
    } else if word >> 25 & 0b11_1111 == 0b01_1011 {
        (14, 5) // tbz, tbnz
    } else {
        return None;
    };
    // To the top of the word, and down again with its sign.
    let signed = (word << (32 - bits - at)) as i32 >> (32 - bits);
    Some(i64::from(signed))
}
