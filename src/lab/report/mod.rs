//! Reports: for people, for programs, for course systems.

mod fold;
pub mod gradescope;
pub mod json;
pub mod junit;
pub mod plain;
pub mod text;

use std::io::{self, Write};

use crate::args::Format;
use crate::judge::ground::Ground;
use crate::tally::Report;

/// Writes all reports at once in one of the formats that programs read. Text is written
/// report by report, while the checks run.
pub fn write(
    format: Format,
    reports: &[Report],
    ground: &Ground,
    out: &mut impl Write,
) -> io::Result<()> {
    match format {
        Format::Text => Ok(()),
        Format::Json => json::write(reports, ground, out),
        Format::Junit => junit::write(reports, ground, out),
        Format::Gradescope => gradescope::write(reports, ground, out),
    }
}
