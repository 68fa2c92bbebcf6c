//! What the operations of one `semop` would do.

use nix::libc;

use super::event::SemOp;

/// Each semaphore once.
pub fn numbers(operations: &[SemOp]) -> Vec<u16> {
    let mut numbers: Vec<u16> = operations.iter().map(|one| one.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Would all of these operations go through, one after the other, from these values? A refusal that
/// returns at once (`IPC_NOWAIT`) counts as going through. `None`: a value is not known.
pub fn passes(operations: &[SemOp], now: impl Fn(u16) -> Option<i64>) -> Option<bool> {
    let mut changed: Vec<(u16, i64)> = Vec::new();
    for one in operations {
        let own = changed
            .iter()
            .rev()
            .find(|(number, _)| *number == one.number);
        let value = match own {
            Some((_, value)) => *value,
            None => now(one.number)?,
        };
        let after = value + i64::from(one.by);
        let waits = after < 0 || (one.by == 0 && value != 0);
        if waits {
            return Some(i32::from(one.flags) & libc::IPC_NOWAIT != 0);
        }
        changed.push((one.number, after));
    }
    Some(true)
}

/// As a trace shows them: `S1[0]-1`.
pub fn text(set: usize, operations: &[SemOp]) -> String {
    let one = |one: &SemOp| {
        let by = if one.by == 0 {
            "=0?".to_string()
        } else {
            format!("{:+}", one.by)
        };
        format!("S{}[{}]{by}", set + 1, one.number)
    };
    operations.iter().map(one).collect::<Vec<_>>().join(" ")
}
