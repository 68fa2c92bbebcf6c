//! `grades.csv`, for a learning system, and `results.json`, for programs.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

use super::alike::Pair;
use super::grades::{Grade, Row};
use super::store;

/// Fields are only ever added within one version.
const SCHEMA: u32 = 2;

pub fn write(output: &Path, labs: &[u8], rows: &[Row], alike: &[Pair]) -> io::Result<()> {
    fs::create_dir_all(output)?;
    let results = format!("{:#}\n", results(labs, rows, alike));
    store::write(&output.join("results.json"), results.as_bytes())?;
    store::write(&output.join("grades.csv"), grades(labs, rows).as_bytes())
}

fn results(labs: &[u8], rows: &[Row], alike: &[Pair]) -> Value {
    let student = |row: &Row| {
        let grades = labs.iter().zip(&row.grades);
        json!({
            "student": row.submission.student,
            "labs": grades.map(|(lab, grade)| result(*lab, grade)).collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": SCHEMA,
        "labs": labs,
        "alike": alike.iter().map(pair).collect::<Vec<_>>(),
        "students": rows.iter().map(student).collect::<Vec<_>>(),
    })
}

fn pair(pair: &Pair) -> Value {
    json!({ "lab": pair.lab, "students": pair.students, "percent": pair.percent })
}

fn result(lab: u8, grade: &Grade) -> Value {
    let mut result = json!({ "lab": lab, "status": grade.status() });
    match grade {
        Grade::Judged(judged) => {
            result["report"] = judged.report.clone();
            result["times"] = judged.times.into();
            result["flaky"] = judged.flaky.clone().into();
            result["compiler"] = judged.compiler.as_str().into();
        }
        Grade::NotCompiled(most, said) => {
            result["max_points"] = (*most).into();
            result["compiler"] = said.as_str().into();
        }
        Grade::NoProgram => {}
        Grade::Refused(why) | Grade::NotJudged(why) => {
            result["reason"] = why.as_str().into();
        }
    }
    result
}

/// Only who has a grade has points: an empty field leaves a grade as it is.
fn grades(labs: &[u8], rows: &[Row]) -> String {
    let mut text = "Student".to_string();
    for lab in labs {
        let _ = write!(text, ",Lab {lab},Lab {lab} possible,Lab {lab} status");
    }
    text.push_str("\r\n");
    for row in rows {
        text.push_str(&field(&row.submission.student));
        for grade in &row.grades {
            let _ = write!(text, ",{},{}", points(grade), grade.status());
        }
        text.push_str("\r\n");
    }
    text
}

fn points(grade: &Grade) -> String {
    let points = grade.points();
    points.map_or_else(
        || ",".to_string(),
        |(points, most)| format!("{points},{most}"),
    )
}

/// A field of CSV (RFC 4180). A spreadsheet would take some beginnings for a formula, and obey it, also
/// behind spaces; a line break inside a name would be a row of its own for a program that splits lines.
fn field(text: &str) -> String {
    let text = text.replace(char::is_control, "\u{fffd}");
    let obeyed = text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let mark = if obeyed { "'" } else { "" };
    format!("\"{mark}{}\"", text.replace('"', "\"\""))
}
