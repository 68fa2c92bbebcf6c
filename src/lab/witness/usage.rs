//! The command lines of `cargo lab trace`, `races` and `explore`.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};

use lexopt::prelude::{Long, Short, Value};
use lexopt::{Parser, ValueExt as _};

use super::conductor::Turns;

/// What to watch, and how to tell it.
#[derive(Debug, Default)]
pub struct Usage {
    pub program: Vec<OsString>,
    pub json: bool,
    /// Where to; else to stderr, for stdout is the program's.
    pub output: Option<OsString>,
    limit: Option<u64>,
    /// Offsets of words that are used as flags.
    pub flags: Vec<u64>,
    pub turns: Turns,
    pub finals: Vec<(usize, u64, u64)>,
    pub check: Option<String>,
    pub schedule: Option<OsString>,
    pub save: Option<OsString>,
    pub kill: bool,
    pub all: bool,
    pub runs: Option<u64>,
    pub seconds: Option<u64>,
    pub switches: Option<u64>,
    /// The length of a segment that is made for each run.
    pub segment: Option<u64>,
    pub help: bool,
}

/// Options come before the program; all words after its name are its own.
///
/// # Errors
/// A text for the reader.
pub fn parse(words: &[OsString]) -> Result<Usage, String> {
    parse_all(words).map_err(|error| error.to_string())
}

fn parse_all(words: &[OsString]) -> Result<Usage, lexopt::Error> {
    let mut usage = Usage::default();
    let mut parser = Parser::from_args(words);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("help") | Short('h') => usage.help = true,
            Long("format") => usage.json = parser.value()?.parse_with(format)?,
            Long("output") | Short('o') => usage.output = Some(parser.value()?),
            Long("limit") => usage.limit = Some(parser.value()?.parse()?),
            Long("flag") => usage.flags.push(parser.value()?.parse_with(number)?),
            Long("turns") => usage.turns = parser.value()?.parse_with(turns)?,
            Long("final") => usage.finals.push(parser.value()?.parse_with(wanted)?),
            Long("check") => usage.check = Some(parser.value()?.string()?),
            Long("schedule") => usage.schedule = Some(parser.value()?),
            Long("save") => usage.save = Some(parser.value()?),
            Long("kill") => usage.kill = true,
            Long("all") => usage.all = true,
            Long("runs") => usage.runs = Some(parser.value()?.parse()?),
            Long("seconds") => usage.seconds = Some(parser.value()?.parse()?),
            Long("switches") => usage.switches = Some(parser.value()?.parse()?),
            Long("segment") => usage.segment = Some(parser.value()?.parse_with(number)?),
            Value(program) => {
                usage.program.push(program);
                // A `--` in front of the program has ended the options; without one, its name does.
                usage.program.extend(parser.raw_args()?);
            }
            other => return Err(other.unexpected()),
        }
    }
    if usage.program.is_empty() && !usage.help {
        return Err("say which program: cargo lab trace -- PROGRAM ARGUMENTS".into());
    }
    Ok(usage)
}

fn format(name: &str) -> Result<bool, String> {
    match name {
        "text" => Ok(false),
        "json" => Ok(true),
        _ => Err("the formats are text and json".to_string()),
    }
}

fn turns(name: &str) -> Result<Turns, String> {
    match name {
        "each" => Ok(Turns::Each),
        "whole" => Ok(Turns::AsFarAsPossible),
        _ => Err("the turns are each and whole".to_string()),
    }
}

/// A number; hexadecimal after `0x`.
pub fn number(text: &str) -> Result<u64, String> {
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    parsed.map_err(|_| format!("no number: {text}"))
}

/// `OFFSET=VALUE`, or `2/OFFSET=VALUE` for the second segment.
fn wanted(text: &str) -> Result<(usize, u64, u64), String> {
    let usage = || "such as --final 0=2, or 2/0=2 for the second segment".to_string();
    let (place, value) = text.split_once('=').ok_or_else(usage)?;
    let (segment, offset) = place.split_once('/').unwrap_or(("1", place));
    let segment = segment
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_sub(1));
    Ok((segment.ok_or_else(usage)?, number(offset)?, number(value)?))
}

impl Usage {
    /// The most accesses that are recorded.
    pub fn limit(&self) -> u64 {
        self.limit.unwrap_or(1_000_000)
    }

    /// Where the witness tells what it saw.
    ///
    /// # Errors
    /// A text for the reader, if the file cannot be written.
    pub fn open(&self) -> Result<Box<dyn Write>, String> {
        match &self.output {
            None => Ok(Box::new(io::stderr())),
            Some(path) => {
                let file = File::create(path);
                let file =
                    file.map_err(|error| format!("{}: {error}", path.to_string_lossy()))?;
                Ok(Box::new(io::BufWriter::new(file)))
            }
        }
    }

    /// The same, but stdout, where the program's own output is not shown.
    ///
    /// # Errors
    /// As for [`Usage::open`].
    pub fn open_or_stdout(&self) -> Result<Box<dyn Write>, String> {
        match &self.output {
            None => Ok(Box::new(io::stdout())),
            Some(_) => self.open(),
        }
    }
}
