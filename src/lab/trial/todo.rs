//! What a starter leaves to do, from what it says on stderr when it gets there.

/// The place and the task: a `todo!()`'s panic in Rust, a `NotImplementedError` in Python, and in C a line of
/// the starter's own, with its place before it.
pub fn reached(stderr: &str) -> Option<String> {
    let mut place = String::new();
    for line in stderr.lines() {
        if let Some(at) = panicked(line).or_else(|| traced(line)) {
            place = at;
        }
        let task = line
            .strip_prefix("not yet implemented")
            .or_else(|| line.strip_prefix("NotImplementedError"));
        if let Some(task) = task {
            let task = task.trim_start_matches(": ");
            return Some(format!("{place}: {task}"));
        }
        if let Some((at, task)) = line.split_once(": not yet implemented: ") {
            return Some(format!("{at}: {task}"));
        }
    }
    None
}

/// `thread 'main' panicked at chapters/1-create/lab.rs:55:5:`
fn panicked(line: &str) -> Option<String> {
    let (_, at) = line.split_once("panicked at ")?;
    Some(at.trim_end_matches(':').to_owned())
}

/// `  File "chapters/1-create/lab.py", line 40, in create`: the last one is where it happened.
fn traced(line: &str) -> Option<String> {
    let rest = line.trim_start().strip_prefix("File \"")?;
    let (file, rest) = rest.split_once("\", line ")?;
    let number = rest.split(',').next()?;
    Some(format!("{file}:{number}"))
}
