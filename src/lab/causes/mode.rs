//! A mode that was written in decimal.

use super::seen::{Cause, Seen};

/// What people write who mean an octal number.
const WRITTEN: [u32; 6] = [600, 644, 660, 664, 666, 777];

pub fn find(seen: &Seen) -> Option<Cause> {
    // What was to be refused has no mode.
    if seen.refusal().is_some() {
        return None;
    }
    let modes = seen.kernel.iter().filter_map(|line| mode_of(line));
    let (mode, written) = modes
        .flat_map(|mode| WRITTEN.map(|written| (mode, written)))
        .find(|(mode, written)| written & 0o777 == *mode)?;
    let flag = if written & 0o1000 != 0 {
        ", which also contains IPC_CREAT"
    } else {
        ""
    };
    Some(Cause::new(
        "decimal-mode",
        format!(
            "mode {mode:04o} is what {written} in decimal makes: {written} is {written:#o}{flag}"
        ),
        "A mode is octal: 0600 in C, 0o600 in Rust and Python (in Rust, 0600 is decimal).",
    ))
}

fn mode_of(line: &str) -> Option<u32> {
    let digits = line
        .split_whitespace()
        .find_map(|word| word.strip_prefix("mode="))?;
    u32::from_str_radix(digits, 8).ok()
}
