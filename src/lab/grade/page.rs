//! `index.html` for the teacher: one file, which asks nothing of any other place.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::alike::Pair;
use super::grades::{Grade, Row};
use super::{store, summary};
use crate::plain_text::clean;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

pub fn write(output: &Path, labs: &[u8], rows: &[Row], alike: &[Pair]) -> io::Result<()> {
    store::write(
        &output.join("index.html"),
        page(labs, rows, alike).as_bytes(),
    )
}

/// The policy keeps the page from loading anything, should a name get past `escape` after all.
fn page(labs: &[u8], rows: &[Row], alike: &[Pair]) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Grades</title>\n\
         <style>\n{STYLE}</style>\n<h1>Grades</h1>\n{}{}{}{}<script>\n{SCRIPT}</script>\n</html>\n",
        students(labs, rows),
        distribution(labs, rows),
        failures(rows),
        pairs(alike),
    )
}

fn students(labs: &[u8], rows: &[Row]) -> String {
    let mut text = heading("Students", "students");
    text.push_str("<thead><tr><th>Student</th>");
    for lab in labs {
        let _ = write!(text, "<th>Lab {lab}</th>");
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        let _ = write!(text, "<tr><td>{}</td>", escape(&row.submission.student));
        text.extend(row.grades.iter().map(cell));
        text.push_str("</tr>\n");
    }
    text + "</tbody></table>\n"
}

/// What has no points is sorted below what has none earned.
fn cell(grade: &Grade) -> String {
    let status = grade.status();
    let (key, words) = match grade {
        Grade::Judged(_) => {
            let (points, most) = grade.points().unwrap_or_default();
            let mark = if status == "flaky" { " flaky" } else { "" };
            (points.to_string(), format!("{points} of {most}{mark}"))
        }
        Grade::NotCompiled(most, _) => {
            ("0".to_string(), format!("0 of {most}: {status}"))
        }
        Grade::NoProgram => ("-1".to_string(), status.to_string()),
        Grade::Refused(why) | Grade::NotJudged(why) => {
            ("-2".to_string(), format!("{status}: {why}"))
        }
    };
    let class = status.replace(' ', "-");
    let words = escape(&words);
    format!("<td class=\"{class}\" data-key=\"{key}\">{words}</td>")
}

fn distribution(labs: &[u8], rows: &[Row]) -> String {
    let mut text = heading("How many have which share of the points", "distribution");
    text.push_str("<thead><tr><th>Lab</th>");
    for share in summary::SHARES {
        let _ = write!(text, "<th>{share}</th>");
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for (index, lab) in labs.iter().enumerate() {
        let _ = write!(text, "<tr><td data-key=\"{lab}\">Lab {lab}</td>");
        for count in summary::distribution(index, rows) {
            let _ = write!(
                text,
                "<td data-key=\"{count}\">{count} \
                 <meter min=\"0\" max=\"{}\" value=\"{count}\"></meter></td>",
                rows.len()
            );
        }
        text.push_str("</tr>\n");
    }
    text + "</tbody></table>\n"
}

fn failures(rows: &[Row]) -> String {
    let mut text = heading("Checks that failed most", "failures");
    text.push_str(
        "<thead><tr><th>Check</th><th>What it asks for</th>\
         <th>Failed</th><th>Judged</th></tr></thead>\n<tbody>\n",
    );
    for check in summary::failures(rows) {
        let _ = writeln!(
            text,
            "<tr><td>{}</td><td>{}</td>\
             <td data-key=\"{2}\">{2}</td><td data-key=\"{3}\">{3}</td></tr>",
            escape(&check.id),
            escape(&check.title),
            check.failed,
            check.judged,
        );
    }
    text + "</tbody></table>\n"
}

/// Only if there are any: most classes have none.
fn pairs(alike: &[Pair]) -> String {
    if alike.is_empty() {
        return String::new();
    }
    let mut text = heading(
        "Programs that are nearly the same: a hint to look at",
        "alike",
    );
    text.push_str(
        "<thead><tr><th>Lab</th><th>Student</th><th>Student</th>\
         <th>In common</th></tr></thead>\n<tbody>\n",
    );
    for pair in alike {
        let [one, other] = pair.students.each_ref().map(|name| escape(name));
        let _ = writeln!(
            text,
            "<tr><td data-key=\"{0}\">Lab {0}</td><td>{one}</td><td>{other}</td>\
             <td data-key=\"{1}\">{1} %</td></tr>",
            pair.lab, pair.percent,
        );
    }
    text + "</tbody></table>\n"
}

fn heading(title: &str, id: &str) -> String {
    format!("<h2>{title}</h2>\n<table id=\"{id}\">\n")
}

/// Nothing in it can be taken for markup, neither as text nor as an attribute.
fn escape(text: &str) -> String {
    let text = clean(text).replace('&', "&amp;").replace('<', "&lt;");
    let text = text.replace('>', "&gt;").replace('"', "&quot;");
    text.replace('\'', "&#39;")
}
