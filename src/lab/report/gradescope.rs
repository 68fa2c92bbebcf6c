//! Gradescope's `results.json`: <https://gradescope-autograders.readthedocs.io/en/latest/specs/>.

use std::io::{self, Write};

use serde::Serialize;

use super::plain;
use crate::verdict::{Done, Outcome, Report};

#[derive(Serialize)]
struct Results {
    score: u32,
    execution_time: u64,
    output_format: &'static str,
    output: String,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    score: u32,
    max_score: u32,
    status: &'static str,
    name: String,
    number: String,
    output: String,
}

pub fn write(reports: &[Report], out: &mut impl Write) -> io::Result<()> {
    let seconds: f64 = all(reports).map(|(_, _, done)| done.seconds).sum();
    let results = Results {
        score: reports.iter().map(Report::earned).sum(),
        execution_time: seconds.ceil() as u64,
        output_format: "text",
        output: reports.iter().map(summary).collect(),
        tests: all(reports).filter_map(test).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &results)?;
    writeln!(out)
}

/// Each check, with its lab and its place within the lab.
fn all(reports: &[Report]) -> impl Iterator<Item = (&Report, usize, &Done)> {
    let checks = |report| Report::checks_numbered(report);
    reports.iter().flat_map(checks)
}

fn summary(report: &Report) -> String {
    let (earned, possible) = (report.earned(), report.possible());
    format!("lab {}: {earned} of {possible} points\n", report.number)
}

/// Gradescope knows passed and failed only. What could not be judged is left out.
fn test((report, index, done): (&Report, usize, &Done)) -> Option<Test> {
    let (status, output) = match &done.outcome {
        Outcome::Passed => ("passed", String::new()),
        Outcome::Failed(finding) => ("failed", plain(finding)),
        Outcome::Skipped(_) => return None,
    };
    Some(Test {
        score: done.earned(),
        max_score: done.possible(),
        status,
        name: format!("{}: {}", done.id, done.title),
        number: format!("{}.{}", report.number, index + 1),
        output,
    })
}
