//! A program that has ended where it was to stay.

use super::seen::{Cause, Seen};

pub fn find(seen: &Seen) -> Option<Cause> {
    // What is attached is looked for in the running program.
    (seen.over && seen.expected.contains("/maps")).then(|| {
        Cause::new(
            "ended-early",
            "the program has ended, and with it its attachment: it does not stay until stdin ends",
            "After the line, read stdin to its end, and throw away what comes.",
        )
    })
}
