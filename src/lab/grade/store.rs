//! Results, kept as they come: a grading that was stopped, by whatever, goes on where it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::grades::Judged;
use super::submission::Submission;

/// Where a result is kept, and of what it is.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
    fingerprint: String,
}

impl Place {
    pub fn new(
        output: &Path,
        lab: u8,
        submission: &Submission,
        fingerprint: String,
    ) -> Self {
        let folder = output.join("students").join(&submission.file_name);
        let path = folder.join(format!("lab{lab}.json"));
        Self { path, fingerprint }
    }
}

/// The result with this fingerprint, if there is one.
pub fn load(place: &Place) -> Option<Judged> {
    let text = fs::read(&place.path).ok()?;
    let mut stored: Value = serde_json::from_slice(&text).ok()?;
    if stored["program"] != place.fingerprint.as_str() {
        return None;
    }
    Some(Judged {
        times: usize::try_from(stored["times"].as_u64()?).ok()?,
        flaky: stored["flaky"].as_array()?.clone(),
        compiler: stored["compiler"].as_str()?.to_string(),
        report: stored["report"].take(),
    })
}

/// Either the whole result is there afterwards, or nothing of it.
pub fn save(place: &Place, judged: &Judged) -> io::Result<()> {
    if let Some(folder) = place.path.parent() {
        fs::create_dir_all(folder)?;
    }
    let document = json!({
        "program": place.fingerprint,
        "times": judged.times,
        "flaky": judged.flaky,
        "compiler": judged.compiler,
        "report": judged.report,
    });
    write(&place.path, format!("{document:#}\n").as_bytes())
}

/// Replaces a file in one step.
pub fn write(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = place.with_extension("new");
    fs::write(&new, bytes)?;
    fs::rename(new, place)
}
