//! `cargo lab`: where the reader stands, and what to do next.

use std::io::{self, Write};

use super::{Outcome, doctor, unwritable};
use crate::args::Options;
use crate::catalogue::{LABS, Lab};
use crate::examine::{Subject, examine};
use crate::judge::ground::Ground;
use crate::project;
use crate::tally::Report;

pub fn run(options: &Options) -> Outcome {
    doctor::can_run()?;
    let ground = Ground::best()?;
    let mut out = anstream::stdout();
    let mut next = None;
    for lab in &LABS {
        // A starter that nobody has touched needs no check to be known as unsolved.
        let report = if project::is_untouched(lab) {
            None
        } else {
            let subject = Subject::find(lab, options)?;
            Some(examine(lab, &subject, &ground, options, &mut ())?)
        };
        line(lab, report.as_ref(), &mut out).map_err(unwritable)?;
        if next.is_none() && !report.as_ref().is_some_and(Report::passed) {
            next = Some(lab);
        }
    }
    advise(next, &mut out).map_err(unwritable)?;
    Ok(next.is_none())
}

fn line(lab: &Lab, report: Option<&Report>, out: &mut impl Write) -> io::Result<()> {
    let all: u32 = lab.checks.iter().map(|check| check.points).sum();
    let (mark, text) = match report {
        None => (' ', format!("not begun, {all} points")),
        Some(report) => {
            let mark = if report.passed() { '✓' } else { '✗' };
            (
                mark,
                format!("{} of {} points", report.earned(), report.possible()),
            )
        }
    };
    writeln!(out, "{mark} lab {}  {:24} {text}", lab.number, lab.title)
}

fn advise(next: Option<&Lab>, out: &mut impl Write) -> io::Result<()> {
    let Some(lab) = next else {
        return writeln!(out, "\nAll labs are passed.");
    };
    let number = lab.number;
    let file = project::shown(&project::lab_file(lab));
    writeln!(
        out,
        "\nNext: read chapter {number} of the book, write {file},"
    )?;
    writeln!(
        out,
        "then run `cargo lab check {number}`. `cargo lab hint {number}` helps."
    )
}
