//! The command line.

use std::ffi::OsString;
use std::time::Duration;

use lexopt::prelude::{Long, Short, Value};
use lexopt::{Parser, ValueExt as _};

use crate::catalogue::{self, Lab};
use crate::isolation::namespaces::Isolation;

pub const HELP: &str = "\
The labs of the workbook, and their checker.

cargo lab                       all labs: solved or not, points, what to do next
cargo lab check 3               check your chapters/3-read-write/lab.rs
cargo lab check                 check all labs
cargo lab check 3 --program P   check any program: ./a.out, \"python3 lab3.py\"
cargo lab hint 3                a nudge; `hint 3 2` the idea; `hint 3 3` almost
                                the code
cargo lab reset 3               the starter again; your text is kept beside it
cargo lab solution 3            after it passes, or with --give-up
cargo lab watch 3               check again whenever you save
cargo lab grade FOLDER --lab 3  check the programs of a class; --help says more
cargo lab doctor                can this machine run the labs, is anything left;
                                `--format json` for programs

cargo lab trace -- PROGRAM      each access of any program to a segment, in one
                                order
cargo lab races -- PROGRAM      accesses that nothing puts in an order
cargo lab explore -- PROGRAM    all orders, until one fails
                                --help after each of these three says more

Options of check and watch:
  --only ID        one check, such as lab3.length-lie
  --program P      an executable, with arguments that go before the lab's own
  --program-file P the same for one path, whatever characters are in it
  --format F       text (default), json, junit, gradescope
  --time-limit S   seconds for one run of the program (default 10)
  --isolation I    how programs are kept apart: full (root), user, none
                   (default: the best here)

Exit code: 0 passed, 1 not passed, 2 wrong usage, or the machine cannot run it.
";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
    Junit,
    Gradescope,
}

/// What is to be checked, and how.
#[derive(Debug)]
pub struct Options {
    pub labs: Vec<&'static Lab>,
    /// The id of the one check that is wanted.
    pub only: Option<String>,
    pub program: Option<Vec<OsString>>,
    pub format: Format,
    pub limit: Duration,
    pub isolation: Option<Isolation>,
    pub give_up: bool,
    /// Numbers after the lab's, such as a hint's level.
    level: Option<usize>,
}

#[derive(Debug)]
pub enum Command {
    Overview(Options),
    Check(Options),
    Watch(Options),
    Hint(&'static Lab, usize),
    Reset(&'static Lab),
    Solution(&'static Lab, Options),
    Doctor(Format),
    Help,
}

pub fn parse(words: impl Iterator<Item = OsString>) -> Result<Command, lexopt::Error> {
    let mut parser = Parser::from_args(words);
    let verb = match parser.next()? {
        None => None,
        Some(Value(verb)) => Some(verb.string()?),
        Some(Long("help") | Short('h')) => return Ok(Command::Help),
        Some(other) => return Err(other.unexpected()),
    };
    let Some(verb) = verb else {
        return Ok(Command::Overview(Options::new()));
    };
    let Some(options) = options(&mut parser, verb == "hint")? else {
        return Ok(Command::Help);
    };
    match verb.as_str() {
        "check" => Ok(Command::Check(options.checked()?)),
        "watch" => Ok(Command::Watch(options.checked()?)),
        "hint" => Ok(Command::Hint(options.one()?, options.level.unwrap_or(1))),
        "reset" => Ok(Command::Reset(options.one()?)),
        "solution" => Ok(Command::Solution(options.one()?, options)),
        "doctor" if options.labs.is_empty() => Ok(Command::Doctor(options.for_doctor()?)),
        "help" => Ok(Command::Help),
        _ => Err(unknown(&verb).into()),
    }
}

fn unknown(verb: &str) -> String {
    match verb.parse().ok().and_then(catalogue::find) {
        Some(lab) => format!("to check lab {0}: cargo lab check {0}", lab.number),
        None => format!("there is no `cargo lab {verb}`"),
    }
}

/// `None` if help is wanted.
fn options(
    parser: &mut Parser,
    has_level: bool,
) -> Result<Option<Options>, lexopt::Error> {
    let mut options = Options::new();
    while let Some(argument) = parser.next()? {
        match argument {
            Value(number) if has_level && options.labs.len() == 1 => {
                options.level = Some(number.parse::<usize>()?.clamp(1, 3));
            }
            Value(number) => options.labs.push(lab(&number)?),
            Long("only") => options.only = Some(parser.value()?.parse_with(check_id)?),
            Long("program") => options.program = Some(program(&parser.value()?)?),
            Long("program-file") => options.program = Some(vec![file(&parser.value()?)?]),
            Long("format") => options.format = parser.value()?.parse_with(format)?,
            Long("time-limit") => options.limit = parser.value()?.parse_with(seconds)?,
            // `walls` is its old name.
            Long("isolation" | "walls") => {
                options.isolation = Some(parser.value()?.parse_with(isolation)?);
            }
            Long("give-up") => options.give_up = true,
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(options))
}

impl Options {
    fn new() -> Self {
        Self {
            labs: Vec::new(),
            only: None,
            program: None,
            format: Format::Text,
            limit: Duration::from_secs(10),
            isolation: None,
            give_up: false,
            level: None,
        }
    }

    /// One program can only be one lab's.
    fn checked(mut self) -> Result<Self, lexopt::Error> {
        if let Some(id) = &self.only {
            // Its lab goes without saying.
            self.labs = catalogue::LABS.iter().filter(|lab| lab.has(id)).collect();
        }
        if self.program.is_some() && self.labs.len() != 1 {
            return Err("--program needs the number of one lab".into());
        }
        if self.labs.is_empty() {
            self.labs.extend(&catalogue::LABS);
        }
        Ok(self)
    }

    fn for_doctor(&self) -> Result<Format, lexopt::Error> {
        match self.format {
            Format::Text | Format::Json => Ok(self.format),
            _ => Err("the formats of doctor are text and json".into()),
        }
    }

    fn one(&self) -> Result<&'static Lab, lexopt::Error> {
        match self.labs.as_slice() {
            [lab] => Ok(lab),
            _ => Err("say the number of one lab, 1 to 8".into()),
        }
    }
}

fn lab(number: &OsString) -> Result<&'static Lab, lexopt::Error> {
    let number = number.to_str().and_then(|text| text.parse().ok());
    number
        .and_then(catalogue::find)
        .ok_or_else(|| "the labs are 1 to 8".into())
}

fn program(text: &OsString) -> Result<Vec<OsString>, lexopt::Error> {
    let words = text.to_str().and_then(shlex::split).unwrap_or_default();
    if words.is_empty() {
        return Err("--program needs a command that a shell would understand".into());
    }
    Ok(words.into_iter().map(OsString::from).collect())
}

/// Never looked for in PATH.
fn file(path: &OsString) -> Result<OsString, lexopt::Error> {
    let path =
        std::path::absolute(path).map_err(|error| format!("--program-file: {error}"))?;
    Ok(path.into())
}

fn check_id(id: &str) -> Result<String, String> {
    if let Some(check) = catalogue::find_check(id) {
        return Ok(check.id.to_string());
    }
    let number = id
        .strip_prefix("lab")
        .and_then(|rest| rest.split('.').next());
    let lab = number.and_then(|number| number.parse().ok());
    let known = lab.and_then(catalogue::find).map(|lab| {
        let ids: Vec<&str> = lab.checks.iter().map(|check| check.id).collect();
        format!("there is no such check; there are {}", ids.join(", "))
    });
    Err(known.unwrap_or("no id of a check, such as lab3.length-lie".to_string()))
}

fn format(name: &str) -> Result<Format, String> {
    match name {
        "text" => Ok(Format::Text),
        "json" => Ok(Format::Json),
        "junit" => Ok(Format::Junit),
        "gradescope" => Ok(Format::Gradescope),
        _ => Err("the formats are text, json, junit, gradescope".to_string()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: u64 = text.parse().map_err(|_| "whole seconds, 1 to 600")?;
    if !(1..=600).contains(&seconds) {
        return Err("whole seconds, 1 to 600".to_string());
    }
    Ok(Duration::from_secs(seconds))
}

fn isolation(name: &str) -> Result<Isolation, String> {
    name.parse()
        .map_err(|()| "the kinds of isolation are full, user, none".to_string())
}
