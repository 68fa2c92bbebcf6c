//! An order as a file: a line for each step, the task and what it does there.
//!
//! The task is written as how it came to be: `/` is the program, `/0` the first task that it makes. So the
//! file means the same in every run, whatever process ids the kernel gives.

use super::steps::Step;
use super::task::Path;

/// The first line, so that a file of another kind is not taken for one.
const HEAD: &str = "# A schedule of cargo lab explore";

/// As a file holds it.
pub fn write(steps: &[Step]) -> String {
    let mut text = format!("{HEAD}\n");
    for step in steps {
        let kill = if step.killed { "killed before: " } else { "" };
        text += &format!("{} {kill}{}\n", name(&step.path), step.op.label);
    }
    text
}

/// The tasks in their order, and what each should do there.
///
/// # Errors
/// A text for the reader that names the line.
pub fn read(text: &str) -> Result<Vec<(Path, bool, String)>, String> {
    let mut lines = text.lines().enumerate();
    if lines.next().is_none_or(|(_, line)| line != HEAD) {
        return Err(format!("no schedule: its first line is not {HEAD:?}"));
    }
    let steps = lines.filter(|(_, line)| !line.trim().is_empty());
    steps
        .map(|(index, line)| {
            step(line).ok_or_else(|| format!("line {}: {line}", index + 1))
        })
        .collect()
}

fn step(line: &str) -> Option<(Path, bool, String)> {
    let (name, what) = line.split_once(' ')?;
    let numbers = name
        .strip_prefix('/')?
        .split('/')
        .filter(|part| !part.is_empty());
    let path = numbers
        .map(|part| part.parse().ok())
        .collect::<Option<Path>>()?;
    let label = what.strip_prefix("killed before: ");
    Some((path, label.is_some(), label.unwrap_or(what).to_string()))
}

fn name(path: &Path) -> String {
    let parts: Vec<String> = path.iter().map(ToString::to_string).collect();
    format!("/{}", parts.join("/"))
}
