//! Text for people. Colour only on a terminal, and never with `NO_COLOR`: anstream sees to it.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::fold::{labelled, shown};
use crate::judge::ground::Ground;
use crate::tally::{Done, Report};
use crate::verdict::{Finding, Outcome};
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

/// The line above the checks.
pub fn head(report: &Report, out: &mut impl Write) -> io::Result<()> {
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
        writeln!(out, "{DIM}{}{DIM:#}", labelled("  ", note))?;
    }
    Ok(())
}

/// A check that fails as another one does.
pub fn same_cause(done: &Done, first: &str, out: &mut impl Write) -> io::Result<()> {
    let text = format!(
        "{} (0 of {}): same cause as {first}",
        done.title, done.points
    );
    let label = format!("  ✗ {}: ", done.id);
    let text = shown(
        &labelled(&label, &text).replace(&" ".repeat(label.chars().count()), "      "),
    );
    writeln!(out, "{BAD}{text}{BAD:#}")
}

pub fn begin_here(
    done: &Done,
    finding: &Finding,
    todo: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    writeln!(
        out,
        "  {BAD}{}{BAD:#} {}: {}",
        shown("✗"),
        done.id,
        done.title
    )?;
    writeln!(out, "      run       {}", finding.run)?;
    field(out, "expected", &finding.expected)?;
    field(out, "saw", &format!("not yet implemented, at {todo}"))?;
    writeln!(out)?;
    writeln!(
        out,
        "  This first failure is expected: the rest of the program is yours to write."
    )?;
    writeln!(out, "  Do this first, at {todo}")
}

pub fn check(done: &Done, report: &Report, out: &mut impl Write) -> io::Result<()> {
    let Done {
        id,
        title,
        points,
        outcome,
        ..
    } = done;
    match outcome {
        Outcome::Passed => {
            let text = labelled("    ", &format!("{id}: {title} ({points})"));
            writeln!(out, "  {GOOD}{}{GOOD:#} {}", shown("✓"), text.trim_start())
        }
        Outcome::Skipped(reason) => {
            let text = format!("{id}: {title}: not judged here: {reason}");
            writeln!(out, "{DIM}{}{DIM:#}", shown(&labelled("  – ", &text)))
        }
        Outcome::Failed(found) => {
            let text = labelled("    ", &format!("{id}: {title} (0 of {points})"));
            writeln!(out, "  {BAD}{}{BAD:#} {}", shown("✗"), text.trim_start())?;
            finding(found, out)?;
            writeln!(out, "      again     {}", again(done, report))
        }
    }
}

/// The cause comes first, where it is known. What is to be pasted is never folded.
fn finding(finding: &Finding, out: &mut impl Write) -> io::Result<()> {
    if let Some(cause) = &finding.cause {
        field(out, "cause", &cause.says)?;
    }
    writeln!(out, "      run       {}", finding.run)?;
    field(out, "expected", &finding.expected)?;
    for line in &finding.saw {
        field(out, "saw", line)?;
    }
    for line in &finding.steps {
        writeln!(out, "    {}", shown(line))?;
    }
    field(out, "idea", &finding.idea)
}

fn field(out: &mut impl Write, name: &str, text: &str) -> io::Result<()> {
    writeln!(
        out,
        "{}",
        shown(&labelled(&format!("      {name:10}"), text))
    )
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

pub fn total(report: &Report, out: &mut impl Write) -> io::Result<()> {
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
