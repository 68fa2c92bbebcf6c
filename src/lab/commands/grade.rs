//! `cargo lab grade`: a folder with a folder for each student.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use lexopt::prelude::{Long, Short, Value};
use lexopt::{Parser, ValueExt as _};

use crate::grade::alike::Pair;
use crate::grade::class::{Wish, grade};
use crate::grade::grades::Row;
use crate::grade::roster::Roster;
use crate::grade::{alike, labs, letter, page, tables};

const HELP: &str = "\
cargo lab grade SUBMISSIONS

Judges the labs of a class. SUBMISSIONS has a folder for each student, or a zip
or tar.gz (for these say `cargo grade` instead of `cargo lab grade`), with the
program in it: labN, labN.py, or a source, labN.c, labN.cpp or labN.rs, which is
compiled in the isolation of the checks. Writes grades.csv, results.json, index.html and
for each student a text to send back, letter.txt, beside the checker's report.
Stopped, it goes on where it was when you start it again.

  --lab N          only this lab; again for another one (default: all)
  --labs 1-7       only these; or 3,7
  --output DIR     where to write (default: grades)
  --roster CSV     a table that Canvas or Moodle has exported: it is written anew
                   with the grades in it, import.csv
  --jobs J         programs at the same time (default: one for each core)
  --repeat N       judge each program N times: one that is not judged the same
                   is listed as flaky, with the points of the first time
  --again NAME     grade this student again
  --time-limit S   as for `cargo lab check`
  --isolation I    as for `cargo lab check`

Exit code: 0 all judged, 2 wrong usage, or some the machine could not judge.
";

pub fn run(words: &[OsString]) -> ExitCode {
    match parse(words) {
        Ok(Some(wish)) => obey(&wish).unwrap_or_else(|error| {
            eprintln!("{error}");
            ExitCode::from(2)
        }),
        Ok(None) => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}\nhelp: cargo lab grade --help");
            ExitCode::from(2)
        }
    }
}

fn obey(wish: &Wish) -> Result<ExitCode, String> {
    let roster = wish.roster.as_deref().map(Roster::read).transpose()?;
    let rows = grade(wish)?;
    let alike = alike::pairs(&wish.labs, &rows);
    write(wish, roster, &rows, &alike)
        .map_err(|error| format!("{}: {error}", wish.output.display()))?;
    let count = |status| {
        let grades = rows.iter().flat_map(|row| &row.grades);
        grades.filter(|grade| grade.status() == status).count()
    };
    let (flaky, left) = (count("flaky"), count("not judged"));
    if !alike.is_empty() {
        eprintln!("nearly the same: {}. See index.html.", alike.len());
    }
    if flaky > 0 {
        eprintln!("not judged the same each time: {flaky}. See results.json.");
    }
    if left > 0 {
        eprintln!("not judged, and nobody's zero: {left}. The next run tries again.");
        return Ok(ExitCode::from(2));
    }
    Ok(ExitCode::SUCCESS)
}

fn write(
    wish: &Wish,
    roster: Option<Roster>,
    rows: &[Row],
    alike: &[Pair],
) -> io::Result<()> {
    tables::write(&wish.output, &wish.labs, rows, alike)?;
    if let Some(roster) = roster {
        roster.fill(&wish.output, &wish.labs, rows)?;
    }
    letter::write_all(&wish.output, &wish.labs, rows)?;
    page::write(&wish.output, &wish.labs, rows, alike)
}

/// `None` if help is wanted.
fn parse(words: &[OsString]) -> Result<Option<Wish>, lexopt::Error> {
    let mut parser = Parser::from_args(words.iter().cloned());
    let mut class = None;
    let mut wish = Wish {
        class: PathBuf::new(),
        labs: Vec::new(),
        output: PathBuf::from("grades"),
        roster: None,
        jobs: thread::available_parallelism().map_or(1, usize::from),
        repeat: 1,
        again: Vec::new(),
        more: Vec::new(),
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Value(path) if class.is_none() => class = Some(PathBuf::from(path)),
            Long("lab" | "labs") => {
                wish.labs.extend(parser.value()?.parse_with(labs::parse)?);
            }
            Long("output") => wish.output = parser.value()?.into(),
            Long("roster") => wish.roster = Some(parser.value()?.into()),
            Long("jobs") => wish.jobs = parser.value()?.parse::<usize>()?.max(1),
            Long("repeat") => wish.repeat = parser.value()?.parse::<usize>()?.max(1),
            Long("again") => wish.again.push(parser.value()?.string()?),
            Long(name @ ("time-limit" | "isolation")) => {
                let name = OsString::from(format!("--{name}"));
                wish.more.extend([name, parser.value()?]);
            }
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    wish.class = class.ok_or("which folder?")?;
    if wish.labs.is_empty() {
        wish.labs = labs::all();
    }
    wish.labs.sort_unstable();
    wish.labs.dedup();
    Ok(Some(wish))
}
