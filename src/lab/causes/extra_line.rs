//! More lines on stdout than were asked for.

use super::seen::{Cause, Seen};

pub fn find(seen: &Seen) -> Option<Cause> {
    // A wrong mode has nothing to do with it, even if there is such a line.
    let about_lines = ["stdout", "line", "print", "="];
    if !about_lines.iter().any(|word| seen.expected.contains(word)) {
        return None;
    }
    let lines: Vec<&str> = seen.stdout.lines().collect();
    if seen.expected == "nothing on stdout" {
        let line = lines.iter().find(|line| !is_result(line))?;
        return Some(cause("an extra line on stdout", line));
    }
    let first = lines.iter().position(|line| is_result(line))?;
    if first > 0 {
        let line = lines[0];
        return Some(cause("an extra line comes first", line));
    }
    let extra = lines[1..].iter().find(|line| !is_result(line))?;
    Some(cause("an extra line follows", extra))
}

fn cause(says: &str, line: &str) -> Cause {
    Cause::new(
        "extra-line",
        format!("{says}: `{line}`; debugging belongs on stderr"),
        "Another program may read stdout. In Rust eprintln!, in C fprintf(stderr, …), in Python \
         print(…, file=sys.stderr).",
    )
}

/// A line that a lab asks for: words of the form `name=value`, or what lab 5's child wrote.
fn is_result(line: &str) -> bool {
    const NAMES: [&str; 8] = [
        "shmid", "address", "size", "nattch", "sum", "final", "semid", "result",
    ];
    let pair = |word: &str| {
        word.split_once('=')
            .is_some_and(|(name, value)| NAMES.contains(&name) && !value.is_empty())
    };
    line.starts_with("child wrote: ")
        || (!line.is_empty() && line.split_whitespace().all(pair))
}
