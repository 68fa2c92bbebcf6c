//! `cargo lab races`: accesses that nothing puts in an order.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use crate::witness::account;
use crate::witness::engine::Engine;
use crate::witness::races::Races;
use crate::witness::start::{self, Output};
use crate::witness::usage;

pub const HELP: &str = "\
cargo lab races [OPTIONS] -- PROGRAM ARGUMENTS

Runs any program once, and finds each pair of accesses by different processes to
the same bytes of a segment, one of them a store, that no semaphore, message,
pipe, signal, fork or wait puts in an order. It need not go wrong this time to
be found.

  --flag OFFSET    a word that is used as a flag: a store to it releases, a load
                   acquires
  --turns each     the processes take turns at each access and call (default)
  --turns whole    each runs as far as it can get
  --output FILE    where to; else to stderr, for stdin, stdout and stderr are
                   the program's
  --limit N        ends after so many accesses (default 1000000)

Exit code: 0 none, 1 some, 2 wrong usage, or this machine cannot trace.
";

pub fn run(words: &[OsString]) -> ExitCode {
    match races(words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn races(words: &[OsString]) -> Result<bool, String> {
    let usage = usage::parse(words)?;
    if usage.help {
        print!("{HELP}");
        return Ok(true);
    }
    let mut out = usage.open()?;
    let limit = usage.limit();
    let mut races = Races::new(usage.flags.clone(), usage.turns, limit);
    start::one_processor();
    let (_, spots) = Engine::run(&usage.program, Output::Inherited, &mut races)?;
    let mut lines = std::mem::take(&mut races.lines);
    let mut text = String::new();
    let found = account::distinct(std::mem::take(&mut races.found), &mut lines, &spots);
    for (index, race) in found.iter().enumerate() {
        text += &format!(
            "race {}\n{}\n",
            index + 1,
            account::text(race, &mut lines, &spots)
        );
    }
    let count = found.len();
    let noun = if count == 1 { "race" } else { "races" };
    text += &format!("{} accesses, {count} {noun}\n", races.accesses);
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| error.to_string())?;
    if races.cut {
        return Err(format!(
            "ended after {limit} accesses (--limit): the rest is not judged"
        ));
    }
    Ok(count == 0)
}
