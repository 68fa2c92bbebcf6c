//! A line that is missing while the program already waits for stdin.

use super::seen::{Cause, Seen};

pub fn find(seen: &Seen) -> Option<Cause> {
    if seen.stdout.contains('\n') || !seen.waits_for_stdin() {
        return None;
    }
    if seen.stdout.is_empty() {
        return Some(Cause::new(
            "not-flushed",
            "the program waits for stdin, and its line has not arrived: it is still in a buffer, or was \
             not printed",
            "A pipe is not a terminal: what is printed is kept until much has come together. After the \
             line: fflush(stdout) in C, print(…, flush=True) in Python.",
        ));
    }
    Some(Cause::new(
        "no-newline",
        format!("no newline ends what was printed: `{}`", seen.stdout),
        "Whoever reads lines waits for the newline: \\n in C, println! in Rust.",
    ))
}
