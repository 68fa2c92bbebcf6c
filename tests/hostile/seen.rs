//! What the tests of hostile programs ask: the checker, and who is still there.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::{support, weather};

/// What the checker says about this program, judged beside no storm.
#[track_caller]
pub fn check(lab: usize, program: &str, more: &[&str]) -> Value {
    let _calm = weather::wait_for(false);
    support::check(lab, program, more)
}

pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Is there a process with this word on its command line?
pub fn runs(word: &str) -> bool {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    processes
        .map(|entry| entry.path().join("cmdline"))
        .any(|path| {
            let line = fs::read(path).unwrap_or_default();
            line.split(|byte| *byte == 0)
                .any(|part| part == word.as_bytes())
        })
}

/// A number of seconds that no other process sleeps for.
pub fn some_seconds() -> String {
    format!(
        "{}.{}",
        70_000 + fastrand::u32(..10_000),
        fastrand::u32(..1_000_000)
    )
}
