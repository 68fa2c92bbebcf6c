//! Reports: for people, for programs, for course systems.

pub mod gradescope;
pub mod json;
pub mod junit;
pub mod text;

use std::io::{self, Write};

use crate::args::Format;
use crate::verdict::{Finding, Report};
use crate::walls::Walls;

/// Writes all reports at once in one of the formats that programs read. Text is written
/// report by report, while the checks run.
pub fn write(
    format: Format,
    reports: &[Report],
    walls: Walls,
    out: &mut impl Write,
) -> io::Result<()> {
    match format {
        Format::Text => Ok(()),
        Format::Json => json::write(reports, walls, out),
        Format::Junit => junit::write(reports, out),
        Format::Gradescope => gradescope::write(reports, out),
    }
}

/// A finding without colours, for the fields of course systems.
fn plain(finding: &Finding) -> String {
    let mut text = String::new();
    if let Some(todo) = &finding.todo {
        text += &format!("This failure is expected: todo!() at {todo}\n");
    }
    text += &format!(
        "run:      {}\nexpected: {}\n",
        finding.run, finding.expected
    );
    for line in &finding.saw {
        text += &format!("saw:      {line}\n");
    }
    text + &format!("idea:     {}\n", finding.idea)
}
