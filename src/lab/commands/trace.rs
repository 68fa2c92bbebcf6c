//! `cargo lab trace`: what a program did to segments and semaphores, as it happened.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::witness::columns::Trace;
use crate::witness::engine::Engine;
use crate::witness::start::{self, Output};
use crate::witness::usage;

pub const HELP: &str = "\
cargo lab trace [OPTIONS] -- PROGRAM ARGUMENTS

Runs any program, and shows every access of its processes to System V segments,
and every call that matters, in one order: a column for each process, and beside
them what the place in memory and the semaphore hold then. M1 is the first
segment, S1 the first set.

  --turns each     the processes take turns at each access and call (default)
  --turns whole    each runs as far as it can get
  --format F       text (default) or json, an object on each line
  --output FILE    where to; else to stderr, for stdin, stdout and stderr are
                   the program's
  --limit N        ends after so many accesses (default 1000000)

Exit code: the program's own; 2 if this machine cannot trace.
";

pub fn run(words: &[OsString]) -> ExitCode {
    match trace(words) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn trace(words: &[OsString]) -> Result<u8, String> {
    let usage = usage::parse(words)?;
    if usage.help {
        print!("{HELP}");
        return Ok(0);
    }
    let mut out = usage.open()?;
    let limit = usage.limit();
    let mut trace = Trace::new(&mut *out, usage.json, usage.turns, limit);
    start::one_processor();
    let (end, _) = Engine::run(&usage.program, Output::Inherited, &mut trace)?;
    let cut = trace.cut.take();
    out.flush().map_err(|error| error.to_string())?;
    match cut {
        Some(reason) => Err(reason),
        None => Ok(end.code()),
    }
}
