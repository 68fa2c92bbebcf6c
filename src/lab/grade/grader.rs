//! One submission judged, by the checker in a process of its own: whatever happens to it there
//! costs this submission its time limit, and the others nothing.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::lifeline;
use super::submission::{Submission, is_python};
use crate::words::quote_all;

/// What became of a submission.
#[derive(Debug, Clone)]
pub enum Grade {
    /// The checker's report, in its own JSON.
    Judged(Value),
    /// There is no program to judge.
    NoProgram,
    /// The machine could not judge it: nobody's zero.
    NotJudged(String),
}

/// A submission, and what became of it.
pub type Row = (Submission, Grade);

/// `more` are options for the checker, as the teacher gave them.
pub fn judge(lab: u8, program: &Path, more: &[OsString]) -> Grade {
    match check(lab, program, more) {
        Ok(output) => grade(&output),
        Err(error) => Grade::NotJudged(error.to_string()),
    }
}

fn check(lab: u8, program: &Path, more: &[OsString]) -> std::io::Result<Output> {
    let mut checker = Command::new(env::current_exe()?);
    checker.args(lifeline::words());
    checker.args(["check", &lab.to_string(), "--format", "json"]);
    let path = std::path::absolute(program)?;
    if is_python(program) {
        let words = [OsString::from("python3"), path.into()];
        checker.arg("--program").arg(quote_all(&words));
    } else {
        checker.arg("--program-file").arg(path);
    }
    checker.args(more).stdin(Stdio::null()).output()
}

fn grade(output: &Output) -> Grade {
    let said = String::from_utf8_lossy(&output.stderr);
    match (output.status.code(), serde_json::from_slice(&output.stdout)) {
        (Some(0 | 1), Ok(report)) => Grade::Judged(report),
        _ if said.trim().is_empty() => Grade::NotJudged(output.status.to_string()),
        _ => Grade::NotJudged(said.trim().to_string()),
    }
}
