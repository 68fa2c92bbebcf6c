//! Gradescope's `results.json`: <https://gradescope-autograders.readthedocs.io/en/latest/specs/>.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::plain::plain;
use crate::judge::ground::Ground;
use crate::tally::{Done, Report};
use crate::verdict::Outcome;

pub fn write(
    reports: &[Report],
    ground: &Ground,
    out: &mut impl Write,
) -> io::Result<()> {
    let seconds: f64 = all(reports).map(|(_, _, done)| done.seconds).sum();
    let results = json!({
        "score": reports.iter().map(Report::earned).sum::<u32>(),
        "execution_time": seconds.ceil() as u64,
        "output_format": "text",
        "output": reports.iter().map(summary).collect::<String>(),
        "extra_data": { "isolation": ground.isolation.name(), "not_defended": ground.left() },
        "tests": all(reports).filter_map(test).collect::<Vec<_>>(),
    });
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
fn test((report, index, done): (&Report, usize, &Done)) -> Option<Value> {
    let (status, output) = match &done.outcome {
        Outcome::Passed => ("passed", String::new()),
        Outcome::Failed(finding) => ("failed", plain(finding)),
        Outcome::Skipped(_) => return None,
    };
    Some(json!({
        "score": done.earned(),
        "max_score": done.possible(),
        "status": status,
        "name": format!("{}: {}", done.id, done.title),
        "number": format!("{}.{}", report.number, index + 1),
        "output": output,
    }))
}
