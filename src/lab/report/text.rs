//! Text for people. Colour only on a terminal, and never with `NO_COLOR`: anstream sees to it.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::judge::ground::Ground;
use crate::verdict::{Done, Finding, Outcome, Report};
use crate::words::quote;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const HEAD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// What a program under test could still do, said before the first check.
pub fn ground(ground: &Ground, out: &mut impl Write) -> io::Result<()> {
    let name = ground.isolation.name();
    for left in ground.left() {
        writeln!(out, "{DIM}isolation {name}: {left}{DIM:#}")?;
    }
    Ok(())
}

pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let Report {
        number,
        title,
        program,
        ..
    } = report;
    writeln!(
        out,
        "{HEAD}lab {number}: {title}{HEAD:#}  {DIM}({program}){DIM:#}"
    )?;
    if let Some(note) = report.note {
        writeln!(out, "{DIM}  {note}{DIM:#}")?;
    }
    match (report.does_not_compile(), first_todo(report)) {
        // The same for all checks: to say it once is enough.
        (Some(done), _) => check(done, report, out)?,
        (None, Some((done, finding, todo))) => begin_here(done, finding, todo, out)?,
        (None, None) => {
            let mut checks = report.checks.iter();
            checks.try_for_each(|done| check(done, report, out))?;
        }
    }
    total(report, out)
}

/// A starter reaches its `todo!()` in every check. To say so once is enough.
fn first_todo(report: &Report) -> Option<(&Done, &Finding, &str)> {
    report.checks.iter().find_map(|done| match &done.outcome {
        Outcome::Failed(finding) => Some((done, finding, finding.todo.as_deref()?)),
        _ => None,
    })
}

fn begin_here(
    done: &Done,
    finding: &Finding,
    todo: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(out, "  {BAD}✗{BAD:#} {}: {}", done.id, done.title)?;
    writeln!(out, "      run       {}", finding.run)?;
    writeln!(out, "      expected  {}", finding.expected)?;
    writeln!(out, "      saw       not yet implemented, at {todo}")?;
    writeln!(out)?;
    writeln!(
        out,
        "  This first failure is expected: the rest of the program is yours to write."
    )?;
    writeln!(out, "  Do this first, at {todo}")
}

fn check(done: &Done, report: &Report, out: &mut impl Write) -> io::Result<()> {
    let Done {
        id,
        title,
        points,
        outcome,
        ..
    } = done;
    match outcome {
        Outcome::Passed => writeln!(
            out,
            "  {GOOD}✓{GOOD:#} {id}: {title} {DIM}({points}){DIM:#}"
        ),
        Outcome::Skipped(reason) => {
            writeln!(
                out,
                "  {DIM}– {id}: {title}: not judged here: {reason}{DIM:#}"
            )
        }
        Outcome::Failed(found) => {
            writeln!(
                out,
                "  {BAD}✗{BAD:#} {id}: {title} {DIM}(0 of {points}){DIM:#}"
            )?;
            finding(found, out)?;
            writeln!(out, "      again     {}", again(done, report))
        }
    }
}

fn finding(finding: &Finding, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "      run       {}", finding.run)?;
    writeln!(out, "      expected  {}", finding.expected)?;
    for line in &finding.saw {
        writeln!(out, "      saw       {line}")?;
    }
    writeln!(out, "      idea      {}", finding.idea)
}

/// How to do this check alone, with the objects that the checker provides.
fn again(done: &Done, report: &Report) -> String {
    let Report {
        number, program, ..
    } = report;
    let own = program.starts_with("cargo ");
    let program = if own {
        String::new()
    } else {
        format!(" --program {}", quote(program.as_ref()))
    };
    format!("cargo lab check {number} --only {}{program}", done.id)
}

fn total(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let (earned, possible) = (report.earned(), report.possible());
    let style = if report.passed() { GOOD } else { BAD };
    let word = if report.passed() {
        "passed"
    } else {
        "not passed yet"
    };
    writeln!(
        out,
        "  {style}{word}{style:#}: {earned} of {possible} points"
    )?;
    if report.passed() {
        return Ok(());
    }
    writeln!(out, "  {DIM}stuck? cargo lab hint {}{DIM:#}", report.number)
}
