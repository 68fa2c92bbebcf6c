//! What became of the submissions.

use serde_json::Value;

use super::submission::Submission;

/// What became of one lab of a submission.
#[derive(Debug, Clone)]
pub enum Grade {
    Judged(Judged),
    /// No points, out of how many, and what the compiler said.
    NotCompiled(u64, String),
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
    /// What the compiler said, if there was one.
    pub compiler: String,
}

impl Grade {
    /// Points, and how many there are: of those who have a grade.
    pub fn points(&self) -> Option<(u64, u64)> {
        match self {
            Self::Judged(judged) => {
                let number = |name: &str| judged.report[name].as_u64().unwrap_or(0);
                Some((number("points"), number("max_points")))
            }
            Self::NotCompiled(most, _) => Some((0, *most)),
            Self::NoProgram | Self::Refused(_) | Self::NotJudged(_) => None,
        }
    }

    pub fn status(&self) -> &'static str {
        match self {
            Self::Judged(judged) if !judged.flaky.is_empty() => "flaky",
            Self::Judged(_) => "judged",
            Self::NotCompiled(..) => "does not compile",
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
