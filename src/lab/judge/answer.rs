//! What a judge answers: the outcome of its check, as one JSON value.

use serde_json::{Value, json};

use crate::verdict::{Finding, Outcome};

pub fn of(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Passed => json!({ "passed": true }),
        Outcome::Failed(finding) => json!({ "failed": finding.to_json() }),
        Outcome::Skipped(reason) => json!({ "skipped": reason }),
    }
}

/// `None` if this is no answer.
pub fn read(bytes: &[u8]) -> Option<Outcome> {
    let answer: Value = serde_json::from_slice(bytes).ok()?;
    let (name, value) = answer.as_object()?.iter().next()?;
    match name.as_str() {
        "passed" => Some(Outcome::Passed),
        "failed" => Finding::from_json(value).map(Outcome::Failed),
        "skipped" => Some(Outcome::Skipped(value.as_str()?.to_string())),
        _ => None,
    }
}
