//! JSON, with a schema version. Fields are only ever added within one version.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::judge::ground::Ground;
use crate::tally::{Done, Report};
use crate::verdict::Outcome;

const SCHEMA: u32 = 1;

pub fn write(
    reports: &[Report],
    ground: &Ground,
    out: &mut impl Write,
) -> io::Result<()> {
    let document = json!({
        "schema": SCHEMA,
        "tool": "shm-workbook lab",
        "version": env!("CARGO_PKG_VERSION"),
        "walls": ground.isolation.name(),
        "isolation": ground.isolation.name(),
        "not_defended": ground.left(),
        "not_judged": reports.iter().flat_map(Report::not_judged).map(reason).collect::<Vec<_>>(),
        "passed": reports.iter().all(Report::passed),
        "points": reports.iter().map(Report::earned).sum::<u32>(),
        "max_points": reports.iter().map(Report::possible).sum::<u32>(),
        "labs": reports.iter().map(lab).collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn reason((id, reason): (&str, &str)) -> Value {
    json!({ "id": id, "reason": reason })
}

fn lab(report: &Report) -> Value {
    json!({
        "lab": report.number,
        "title": report.title,
        "program": report.program,
        "note": report.note,
        "passed": report.passed(),
        "points": report.earned(),
        "max_points": report.possible(),
        "checks": report.checks.iter().map(check).collect::<Vec<_>>(),
    })
}

fn check(done: &Done) -> Value {
    let (status, more) = match &done.outcome {
        Outcome::Passed => ("passed", None),
        Outcome::Failed(finding) => ("failed", Some(("finding", finding.to_json()))),
        Outcome::Skipped(reason) => ("skipped", Some(("skipped", json!(reason)))),
    };
    let mut check = json!({
        "id": done.id,
        "title": done.title,
        "status": status,
        "points": done.earned(),
        "max_points": done.possible(),
        "seconds": done.seconds,
    });
    if let Some((name, value)) = more {
        check[name] = value;
    }
    check
}
