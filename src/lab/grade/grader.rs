//! One submission judged, by the checker in a process of its own: whatever happens to it there
//! costs this submission its time limit, and the others nothing.

use std::env;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use super::flaky;
use super::grades::{Grade, Judged};
use super::lifeline;
use super::submission::is_python;
use crate::words::quote_all;

/// `more` are options for the checker, as the teacher gave them. Judged `times` times, a program has
/// the points of the first time; where another one ended otherwise is told.
pub fn judge(
    lab: u8,
    program: &Path,
    more: &[OsString],
    times: usize,
    compiler: String,
) -> Grade {
    let mut reports = Vec::new();
    for _ in 0..times {
        match once(lab, program, more) {
            Ok(report) => reports.push(report),
            Err(why) => return Grade::NotJudged(why),
        }
    }
    let flaky = flaky::differences(&reports);
    let report = reports.swap_remove(0);
    Grade::Judged(Judged {
        report,
        times,
        flaky,
        compiler,
    })
}

fn once(lab: u8, program: &Path, more: &[OsString]) -> Result<Value, String> {
    let output = check(lab, program, more).map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    match (output.status.code(), serde_json::from_slice(&output.stdout)) {
        (Some(0 | 1), Ok(report)) => Ok(report),
        _ if said.trim().is_empty() => Err(output.status.to_string()),
        _ => Err(said.trim().to_string()),
    }
}

/// Python itself: what is called `python3` may be a script that looks for it, and takes its time.
fn python() -> OsString {
    static FOUND: OnceLock<OsString> = OnceLock::new();
    let find = || {
        let mut python = Command::new("python3");
        python.args(["-c", "import sys; print(sys.executable)"]);
        let said = python.stderr(Stdio::null()).output().ok()?.stdout;
        let path = said.strip_suffix(b"\n").filter(|path| !path.is_empty())?;
        Some(OsStr::from_bytes(path).to_owned())
    };
    FOUND
        .get_or_init(|| find().unwrap_or_else(|| "python3".into()))
        .clone()
}

fn check(lab: u8, program: &Path, more: &[OsString]) -> std::io::Result<Output> {
    let mut checker = Command::new(env::current_exe()?);
    checker.args(lifeline::words());
    checker.args(["check", &lab.to_string(), "--format", "json"]);
    let path = std::path::absolute(program)?;
    if is_python(program) {
        let words = [python(), path.into()];
        checker.arg("--program").arg(quote_all(&words));
    } else {
        checker.arg("--program-file").arg(path);
    }
    checker.args(more).stdin(Stdio::null()).output()
}
