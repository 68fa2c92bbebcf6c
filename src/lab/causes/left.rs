//! A semaphore that is still there when the program has ended well.

use super::seen::{Cause, Seen};

pub fn find(seen: &Seen) -> Option<Cause> {
    let left = |line: &&String| line.starts_with("kernel: semaphore");
    if seen.code != Some(0) || !seen.expected.contains("semaphore") {
        return None;
    }
    seen.kernel.iter().find(left).map(|_| {
        Cause::new(
            "semaphore-left",
            "the semaphore is still there after the program has ended: nobody has removed it",
            "After the last worker has been waited for: semctl with IPC_RMID. A semaphore outlives its \
             processes, as a segment does.",
        )
    })
}
