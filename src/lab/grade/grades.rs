//! What became of the submissions.

use serde_json::Value;

use super::submission::Submission;

/// What became of one lab of a submission.
#[derive(Debug, Clone)]
pub enum Grade {
    Judged(Judged),
    /// There is no program to judge.
    NoProgram,
    /// The archive was not unpacked.
    Refused(String),
    /// The machine could not judge it: nobody's zero.
    NotJudged(String),
}

#[derive(Debug, Clone)]
pub struct Judged {
    /// The checker's report, in its own JSON.
    pub report: Value,
    /// How often it was judged.
    pub times: usize,
    /// The checks that did not end the same each time: `flaky::differences`.
    pub flaky: Vec<Value>,
}

impl Grade {
    pub fn status(&self) -> &'static str {
        match self {
            Self::Judged(judged) if !judged.flaky.is_empty() => "flaky",
            Self::Judged(_) => "judged",
            Self::NoProgram => "no program",
            Self::Refused(_) => "refused",
            Self::NotJudged(_) => "not judged",
        }
    }
}

/// A submission, and a grade for each lab that is graded, in their order.
#[derive(Debug)]
pub struct Row {
    pub submission: Submission,
    pub grades: Vec<Grade>,
}
