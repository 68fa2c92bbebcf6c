//! `cargo lab grade`: a folder with a folder for each student.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use lexopt::prelude::{Long, Short, Value};
use lexopt::{Parser, ValueExt as _};

use crate::catalogue;
use crate::grade::class::{Wish, grade};

const HELP: &str = "\
cargo lab grade SUBMISSIONS --lab N

Judges lab N of a class. SUBMISSIONS has a folder for each student, with the
program labN or labN.py in it. Writes grades.csv, results.json and a report for
each student. Stopped, it goes on where it was when you start it again.

  --output DIR     where to write (default: grades)
  --jobs J         submissions at the same time (default: one for each core)
  --again NAME     grade this student again
  --time-limit S   as for `cargo lab check`
  --isolation I    as for `cargo lab check`

Exit code: 0 all judged, 2 wrong usage, or some the machine could not judge.
";

pub fn run(words: &[OsString]) -> ExitCode {
    let wish = match parse(words) {
        Ok(Some(wish)) => wish,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\nhelp: cargo lab grade --help");
            return ExitCode::from(2);
        }
    };
    match grade(&wish) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(count) => {
            eprintln!(
                "not judged, and nobody's zero: {count}. The next run tries again."
            );
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// `None` if help is wanted.
fn parse(words: &[OsString]) -> Result<Option<Wish>, lexopt::Error> {
    let mut parser = Parser::from_args(words.iter().cloned());
    let (mut class, mut lab) = (None, None);
    let mut wish = Wish {
        class: PathBuf::new(),
        lab: 0,
        output: PathBuf::from("grades"),
        jobs: thread::available_parallelism().map_or(1, usize::from),
        again: Vec::new(),
        more: Vec::new(),
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Value(path) if class.is_none() => class = Some(PathBuf::from(path)),
            Long("lab") => lab = Some(parser.value()?.parse::<u8>()?),
            Long("output") => wish.output = parser.value()?.into(),
            Long("jobs") => wish.jobs = parser.value()?.parse::<usize>()?.max(1),
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
    let lab = lab.and_then(catalogue::find);
    wish.lab = lab.ok_or_else(no_such_lab)?.number;
    Ok(Some(wish))
}

fn no_such_lab() -> String {
    let count = catalogue::LABS.len();
    format!("--lab needs the number of one lab, 1 to {count}")
}
