//! One text for each student, in plain words, to send back.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

use super::flaky::checks;
use super::grades::{Grade, Judged, Row};
use super::store;
use crate::plain_text::clean;
use crate::report::plain::plain;
use crate::verdict::Finding;

pub fn write_all(output: &Path, labs: &[u8], rows: &[Row]) -> io::Result<()> {
    for row in rows {
        let folder = output.join("students").join(&row.submission.file_name);
        fs::create_dir_all(&folder)?;
        store::write(&folder.join("letter.txt"), letter(labs, row).as_bytes())?;
    }
    Ok(())
}

fn letter(labs: &[u8], row: &Row) -> String {
    let mut text = format!("{}\n", clean(&row.submission.student));
    for (lab, grade) in labs.iter().zip(&row.grades) {
        let _ = write!(text, "\nLab {lab}: ");
        match grade {
            Grade::Judged(judged) => text.push_str(&judged_words(judged)),
            Grade::NotCompiled(most, said) => {
                let _ = writeln!(text, "0 of {most} points, since it does not compile.");
                text.push_str(&compiler_words(said));
            }
            Grade::NoProgram => text.push_str("there was no program to judge.\n"),
            Grade::Refused(why) => {
                let _ = writeln!(text, "your archive was not unpacked: {}.", clean(why));
            }
            Grade::NotJudged(_) => text.push_str(
                "not judged yet. That is no fault of your program, and costs no points.\n",
            ),
        }
    }
    text
}

fn judged_words(judged: &Judged) -> String {
    let report = &judged.report;
    let mut text = format!("{} of {} points.\n", report["points"], report["max_points"]);
    if !judged.flaky.is_empty() {
        text.push_str("Run several times, your program did not do the same each time.\n");
    }
    text.push_str(&compiler_words(&judged.compiler));
    for check in checks(report) {
        let points = format!("{}/{}", check["points"], check["max_points"]);
        let _ = writeln!(
            text,
            "\n  {points:>5}  {}: {}",
            check["title"].as_str().unwrap_or("?"),
            end(check)
        );
        if let Some(finding) = Finding::from_json(&check["finding"]) {
            for line in plain(&finding).lines() {
                let _ = writeln!(text, "         {line}");
            }
        }
    }
    text
}

fn compiler_words(said: &str) -> String {
    let mut text = String::new();
    if !said.trim().is_empty() {
        text.push_str("\n  What the compiler says:\n");
    }
    for line in said.lines() {
        let _ = writeln!(text, "  {}", clean(line));
    }
    text
}

fn end(check: &Value) -> &'static str {
    match check["status"].as_str() {
        Some("passed") => "passed",
        Some("failed") => "not yet",
        _ => "could not be judged here, and does not count",
    }
}
