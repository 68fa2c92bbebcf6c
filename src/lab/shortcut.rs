//! One check can show that a program does not work at all: then the checks that would only repeat that are
//! not run.
//!
//! They fail. A program gains nothing by it, and whoever wrote it gets an answer sooner.

use crate::catalogue::Lab;
use crate::checks::check::Check;
use crate::verdict::{Finding, Outcome, Report};

/// The labs whose first check is the whole of what the program is for. In lab 3, a writer that hangs says
/// nothing about the reader; in labs 1, 2 and 5 a program that hangs waits, and that is seen at once.
const WHOLE: [u8; 3] = [4, 6, 7];

/// What is refused before the work begins does not depend on it.
const APART: [&str; 4] = [".usage", ".gone", ".out-of-reach", ".one-report"];

/// The outcome of a check that need not be run, as the report stands.
pub fn take(lab: &Lab, report: &Report, check: &Check) -> Option<Outcome> {
    let apart = APART.iter().any(|end| check.id.ends_with(end));
    if apart || !WHOLE.contains(&lab.number) {
        return None;
    }
    let first = report.checks.first()?;
    let is_first = first.id == lab.checks.first()?.id;
    match &first.outcome {
        Outcome::Failed(finding) if is_first && finding.stopped => {
            Some(Outcome::Failed(Finding {
                same_as: first.id.to_string(),
                ..finding.clone()
            }))
        }
        _ => None,
    }
}
