//! What a check can find, in a form that all reports are made from.

use serde_json::{Value, json};

use crate::causes::seen::Cause;
use crate::plain_text::{clean, clean_command};

/// What a check expects first of all.
pub const COMPILES: &str = "a program that compiles";

/// The outcome of one check.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The program did what this check asks for.
    Passed,
    /// It did not.
    Failed(Finding),
    /// This machine cannot judge it. It counts neither for nor against.
    Skipped(String),
}

/// What a failing check says.
#[derive(Debug, Clone, Default)]
pub struct Finding {
    /// A command to paste.
    pub run: String,
    /// What should have happened.
    pub expected: String,
    /// What happened instead, as the program and the kernel show it. A line each.
    pub saw: Vec<String>,
    /// A run step by step: a table, a line each.
    pub steps: Vec<String>,
    /// What explains it, if that is known.
    pub cause: Option<Box<Cause>>,
    /// The check that has shown it already, if this one was not run for that reason.
    pub same_as: String,
    /// One idea of what to try next.
    pub idea: String,
    /// The program was stopped by a limit: later checks should not wait as long.
    pub stopped: bool,
    /// Where the starter's `todo!()` was reached, if it was.
    pub todo: Option<String>,
}

impl Finding {
    /// Written out field by field: to derive it would cost a quarter of the checker's build.
    pub fn to_json(&self) -> Value {
        json!({
            "run": self.run,
            "expected": self.expected,
            "saw": self.saw,
            "steps": self.steps,
            "cause": self.cause.as_deref().map(cause_to_json),
            "same_as": self.same_as,
            "idea": self.idea,
            "stopped": self.stopped,
            "todo": self.todo,
        })
    }

    pub fn from_json(value: &Value) -> Option<Self> {
        // Every finding comes by here, so here it is made fit to be shown.
        let text = |name: &str| Some(clean(value.get(name)?.as_str()?));
        let line = |line: &Value| Some(clean(line.as_str()?));
        let lines = |name: &str| -> Option<Vec<String>> {
            value.get(name)?.as_array()?.iter().map(line).collect()
        };
        Some(Self {
            run: clean_command(value.get("run")?.as_str()?),
            expected: text("expected")?,
            saw: lines("saw")?,
            steps: lines("steps")?,
            cause: value.get("cause").and_then(cause_from_json).map(Box::new),
            idea: text("idea")?,
            same_as: String::new(),
            stopped: value.get("stopped")?.as_bool()?,
            todo: text("todo"),
        })
    }
}

fn cause_to_json(cause: &Cause) -> Value {
    json!({ "kind": cause.kind, "says": cause.says })
}

/// The advice has become the finding's idea.
fn cause_from_json(value: &Value) -> Option<Cause> {
    let text = |name: &str| Some(clean(value.get(name)?.as_str()?));
    Some(Cause {
        kind: text("kind")?,
        says: text("says")?,
        advice: String::new(),
    })
}

/// Why a check does not pass.
#[derive(Debug)]
pub enum Objection {
    /// The program is at fault.
    Fault(Box<Finding>),
    /// Nobody is: the machine lacks something, and that was known before the program was started.
    CannotJudge(String),
    /// Something went wrong. After the program was started, that is the program's failure.
    Broken(String),
    /// The checker was too slow for its part: the program is not blamed, and not let off either.
    Missed(String),
}

/// What a check returns.
pub type Judged = Result<(), Objection>;

impl Objection {
    /// Gives another idea of what to try, unless the cause is known: then that has its own.
    pub fn because(mut self, idea: &str) -> Self {
        match &mut self {
            Self::Fault(finding) if finding.cause.is_none() => {
                finding.idea = idea.to_string();
            }
            _ => {}
        }
        self
    }

    /// What explains it, unless something that comes first is known to.
    pub fn caused_by(mut self, cause: Option<Cause>) -> Self {
        match (&mut self, cause) {
            (Self::Fault(finding), Some(cause)) if finding.cause.is_none() => {
                finding.idea.clone_from(&cause.advice);
                finding.cause = Some(Box::new(cause));
            }
            _ => {}
        }
        self
    }

    /// Adds a line to the table of a run.
    pub fn with_step(mut self, line: impl Into<String>) -> Self {
        if let Self::Fault(finding) = &mut self {
            finding.steps.push(line.into());
        }
        self
    }

    /// Says that a limit has stopped the program, or would have.
    pub fn stopped(mut self) -> Self {
        if let Self::Fault(finding) = &mut self {
            finding.stopped = true;
        }
        self
    }

    /// Adds a line to what was seen.
    pub fn with(mut self, line: impl Into<String>) -> Self {
        if let Self::Fault(finding) = &mut self {
            finding.saw.push(line.into());
        }
        self
    }
}

/// If the checker cannot have a segment, nobody is judged. If a segment has gone away, only the
/// program can have removed it.
impl From<shm_workbook::Error> for Objection {
    fn from(error: shm_workbook::Error) -> Self {
        if error.is_gone() {
            return Self::Fault(Box::new(Finding {
                expected: "the segment stays as long as it is needed".to_string(),
                saw: vec![format!("the checker: {error}")],
                idea: "Who removed it, and was that asked for?".to_string(),
                ..Finding::default()
            }));
        }
        Self::Broken(format!("the checker could not prepare this check: {error}"))
    }
}

impl From<std::io::Error> for Objection {
    fn from(error: std::io::Error) -> Self {
        // The checker's own limit: no program has a hand in what the checker has open.
        if error.raw_os_error() == Some(libc::EMFILE) {
            return Self::Missed(format!(
                "the checker may open too few files (ulimit -n): {error}"
            ));
        }
        Self::Broken(format!("the checker could not do its part: {error}"))
    }
}

impl From<nix::errno::Errno> for Objection {
    fn from(errno: nix::errno::Errno) -> Self {
        Self::Broken(format!("the checker could not do its part: {errno}"))
    }
}
