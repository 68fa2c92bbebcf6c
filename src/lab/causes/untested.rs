//! A result that nobody has looked at, or that was looked at in the wrong way.

use super::seen::{Cause, Seen};

pub fn find(seen: &Seen) -> Option<Cause> {
    if is_comparison(seen) {
        return Some(comparison());
    }
    let (call, errno) = seen.refusal()?;
    let minus_one = ["=-1", "=4294967295", "=0xffffffffffffffff"];
    let shown = seen
        .stdout
        .split_whitespace()
        .find(|word| minus_one.iter().any(|end| word.ends_with(end)));
    if let Some(word) = shown {
        return Some(Cause::new(
            "untested",
            format!(
                "{call} failed with {errno}, and its result was used all the same: `{word}`"
            ),
            format!(
                "{call} returns {} for a failure: compare with that before anything else is done, report \
                 errno, and end with exit code 1.",
                if call == "shmat" {
                    "(void *)-1, not NULL,"
                } else {
                    "-1"
                }
            ),
        ));
    }
    None
}

/// 0 as an id, where shmget returned another one, or none.
fn is_comparison(seen: &Seen) -> bool {
    let zero = seen.stdout.trim() == "shmid=0" && seen.code == Some(0);
    let refused = seen.refusal().is_some_and(|(call, _)| call == "shmget");
    zero && (refused || seen.expected.starts_with("the line `shmid="))
}

/// The segment was created and its id is 0, but the program says that shmget failed.
pub fn zero(seen: &Seen) -> Option<Cause> {
    let created = seen.kernel.iter().any(|line| line.contains(" shmid=0 "));
    let alone = seen.kernel.len() == 1;
    let failed = seen.code == Some(1) && seen.stderr.contains("shmget");
    let wanted = seen.refusal().is_none();
    (created && alone && failed && wanted).then(|| {
        Cause::new(
            "zero",
            "the segment was created, and the program takes its id, 0, for a failure: 0 is a valid id",
            "Compare with -1, and with nothing else: `id == -1`, not `id <= 0`.",
        )
    })
}

fn comparison() -> Cause {
    Cause::new(
        "comparison",
        "the program printed shmid=0, which shmget did not return: is the 0 the answer of a comparison?",
        "`id = shmget(…) < 0` stores whether it is less. Put parentheses around the assignment: \
         `(id = shmget(…)) < 0`, or use two lines.",
    )
}
