//! One check can show that a program does not work at all: then the checks that would only repeat that are
//! not run.
//!
//! They fail. A program gains nothing by it, and whoever wrote it gets an answer sooner.

use crate::catalogue::Lab;
use crate::checks::check::Check;
use crate::tally::Report;
use crate::verdict::{Finding, Outcome};

/// The labs whose first check is the whole of what the program is for. In lab 3, a writer that hangs says
/// nothing about the reader; in labs 1, 2 and 5 a program that hangs waits, and that is seen at once.
const WHOLE: [u8; 4] = [4, 6, 7, 8];

/// Nobody gets anywhere, whatever is asked for.
const ALL: [&str; 5] = [
    "semaphore-0",
    "pipe-held",
    "empty-0",
    "mutex-0",
    "full-never-given",
];

/// What is refused before the work begins does not depend on it.
const APART: [&str; 5] = [
    ".usage",
    ".gone",
    ".out-of-reach",
    ".one-report",
    ".too-many-slots",
];

/// The outcome of a check that need not be run, as the report stands.
pub fn take(lab: &Lab, report: &Report, check: &Check) -> Option<Outcome> {
    let apart = APART.iter().any(|end| check.id.ends_with(end));
    if apart || !WHOLE.contains(&lab.number) {
        return None;
    }
    let first = report.checks.first()?;
    let is_first = first.id == lab.checks.first()?.id;
    match &first.outcome {
        Outcome::Failed(finding) if is_first && repeats(finding) => {
            Some(Outcome::Failed(Finding {
                same_as: first.id.to_string(),
                ..finding.clone()
            }))
        }
        _ => None,
    }
}

/// Would the other checks show this again?
fn repeats(finding: &Finding) -> bool {
    let cause = finding.cause.as_ref();
    finding.stopped || cause.is_some_and(|cause| ALL.contains(&cause.kind.as_str()))
}
