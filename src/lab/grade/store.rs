//! Results, kept as they come: a grading that was stopped, by whatever, goes on where it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::submission::Submission;

fn place(output: &Path, lab: u8, submission: &Submission) -> PathBuf {
    let folder = output.join("students").join(&submission.file_name);
    folder.join(format!("lab{lab}.json"))
}

/// The report with this fingerprint, if there is one.
pub fn load(
    output: &Path,
    lab: u8,
    submission: &Submission,
    fingerprint: &str,
) -> Option<Value> {
    let text = fs::read(place(output, lab, submission)).ok()?;
    let mut stored: Value = serde_json::from_slice(&text).ok()?;
    let same = stored["program"] == fingerprint;
    same.then(|| stored["report"].take())
}

/// Either the whole result is there afterwards, or nothing of it.
pub fn save(
    output: &Path,
    lab: u8,
    submission: &Submission,
    fingerprint: &str,
    report: &Value,
) -> io::Result<()> {
    let place = place(output, lab, submission);
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    let document = json!({ "program": fingerprint, "report": report });
    write(&place, format!("{document:#}\n").as_bytes())
}

/// Replaces a file in one step.
pub fn write(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = place.with_extension("new");
    fs::write(&new, bytes)?;
    fs::rename(new, place)
}
