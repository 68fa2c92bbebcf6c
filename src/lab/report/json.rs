//! JSON, with a schema version. Fields are only ever added within one version.

use std::io::{self, Write};

use serde::Serialize;

use crate::verdict::{Done, Finding, Outcome, Report};
use crate::walls::Walls;

const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    tool: &'a str,
    version: &'a str,
    walls: &'a str,
    passed: bool,
    points: u32,
    max_points: u32,
    labs: Vec<Lab<'a>>,
}

#[derive(Serialize)]
struct Lab<'a> {
    lab: u8,
    title: &'a str,
    program: &'a str,
    passed: bool,
    points: u32,
    max_points: u32,
    checks: Vec<Check<'a>>,
}

#[derive(Serialize)]
struct Check<'a> {
    id: &'a str,
    title: &'a str,
    status: &'a str,
    points: u32,
    max_points: u32,
    seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<&'a Finding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<&'a str>,
}

pub fn write(reports: &[Report], walls: Walls, out: &mut impl Write) -> io::Result<()> {
    let document = Document {
        schema: SCHEMA,
        tool: "shm-workbook lab",
        version: env!("CARGO_PKG_VERSION"),
        walls: walls.name(),
        passed: reports.iter().all(Report::passed),
        points: reports.iter().map(Report::earned).sum(),
        max_points: reports.iter().map(Report::possible).sum(),
        labs: reports.iter().map(lab).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn lab(report: &Report) -> Lab<'_> {
    Lab {
        lab: report.number,
        title: report.title,
        program: &report.program,
        passed: report.passed(),
        points: report.earned(),
        max_points: report.possible(),
        checks: report.checks.iter().map(check).collect(),
    }
}

fn check(done: &Done) -> Check<'_> {
    let (status, finding, skipped) = match &done.outcome {
        Outcome::Passed => ("passed", None, None),
        Outcome::Failed(finding) => ("failed", Some(finding), None),
        Outcome::Skipped(reason) => ("skipped", None, Some(reason.as_str())),
    };
    Check {
        id: done.id,
        title: done.title,
        status,
        points: done.earned(),
        max_points: done.possible(),
        seconds: done.seconds,
        finding,
        skipped,
    }
}
