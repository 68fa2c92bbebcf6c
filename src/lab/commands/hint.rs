//! `cargo lab hint`: three levels, one at a time.

use std::io::Write as _;

use super::{Outcome, unwritable};
use crate::catalogue::Lab;

pub fn run(lab: &Lab, level: usize) -> Outcome {
    let mut out = anstream::stdout();
    let number = lab.number;
    let text = section(lab.hints, level).ok_or("this lab has no such hint")?;
    let more = match level {
        3 => format!("The whole: cargo lab solution {number} --give-up"),
        _ => format!("More: cargo lab hint {number} {}", level + 1),
    };
    writeln!(out, "{text}\n\n{more}").map_err(unwritable)?;
    Ok(true)
}

/// The hints are Markdown: each level is a section with a heading of its own.
fn section(hints: &str, level: usize) -> Option<&str> {
    hints.split("\n## ").nth(level).map(str::trim)
}
