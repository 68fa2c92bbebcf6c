//! `grades.csv`, for a learning system, and `results.json`, for programs.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

use super::grader::{Grade, Row};
use super::store;

/// Fields are only ever added within one version.
const SCHEMA: u32 = 1;

pub fn write(output: &Path, lab: u8, rows: &[Row]) -> io::Result<()> {
    fs::create_dir_all(output)?;
    let results = format!("{:#}\n", results(lab, rows));
    store::write(&output.join("results.json"), results.as_bytes())?;
    store::write(&output.join("grades.csv"), grades(lab, rows).as_bytes())
}

fn results(lab: u8, rows: &[Row]) -> Value {
    json!({
        "schema": SCHEMA,
        "lab": lab,
        "students": rows.iter().map(student).collect::<Vec<_>>(),
    })
}

fn student((submission, grade): &Row) -> Value {
    let (status, more) = match grade {
        Grade::Judged(report) => ("judged", json!({ "report": report })),
        Grade::NoProgram => ("no program", json!({})),
        Grade::NotJudged(why) => ("not judged", json!({ "reason": why })),
    };
    let mut student = json!({ "student": submission.student, "status": status });
    for (name, value) in more.as_object().into_iter().flatten() {
        student[name] = value.clone();
    }
    student
}

/// Only who was judged has points: an empty field leaves a grade as it is.
fn grades(lab: u8, rows: &[Row]) -> String {
    let mut text = format!("Student,Lab {lab},Points possible,Status\r\n");
    for (submission, grade) in rows {
        let (points, possible, status) = match grade {
            Grade::Judged(report) => {
                let number = |name: &str| report[name].to_string();
                (number("points"), number("max_points"), "judged")
            }
            Grade::NoProgram => (String::new(), String::new(), "no program"),
            Grade::NotJudged(_) => (String::new(), String::new(), "not judged"),
        };
        let student = field(&submission.student);
        let _ = write!(text, "{student},{points},{possible},{status}\r\n");
    }
    text
}

/// A field of CSV (RFC 4180). A spreadsheet would take some beginnings for a formula, and obey it.
fn field(text: &str) -> String {
    let obeyed = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if obeyed { "'" } else { "" };
    format!("\"{mark}{}\"", text.replace('"', "\"\""))
}
