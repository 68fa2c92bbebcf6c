//! The lab checker: `cargo lab`.
//!
//! Read it in this order:
//!
//! | file | what it holds |
//! |---|---|
//! | `catalogue` | the labs, their checks, their points |
//! | `checks/` | a file per lab: what is asked for, and how it is seen |
//! | `bench`, `session`, `ended` | a program under test: before, during and after a run |
//! | `kernel`, `processes`, `tracer` (with `watchdog`), `diagnosis` | ways to look at what happens |
//! | `room`, `walls`, `limits` | where a check happens, and what it may use up |
//! | `verdict`, `report/` | what was found, and how it is told |
//! | `args`, `commands/`, `examine`, `project` | what the reader types, and what is done |
//! | `starters/` | the labs as they were before the reader began, for `cargo lab reset` |
//!
//! A check never believes a program: it looks at what the kernel knows.

#![forbid(unsafe_code)]

mod args;
mod bench;
mod capture;
mod catalogue;
mod checks;
mod commands;
mod diagnosis;
mod ended;
mod examine;
mod kernel;
mod limits;
mod processes;
mod project;
mod report;
mod room;
mod session;
mod tracer;
mod verdict;
mod walls;
mod watchdog;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::args::Command;

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    // The roles in which the checker starts itself again; see `room`.
    match words.split_first() {
        Some((role, rest)) if role == "__room" => return room::serve(rest),
        Some((role, rest)) if role == "__bench" => return room::bench(rest),
        Some((role, rest)) if role == "__run" => return become_program(rest),
        _ => {}
    }
    match args::parse(words.into_iter()) {
        Ok(command) => obey(command),
        Err(error) => {
            eprintln!("{error}\nhelp: cargo lab --help");
            ExitCode::from(2)
        }
    }
}

fn obey(command: Command) -> ExitCode {
    let outcome = match command {
        Command::Overview(options) => commands::overview::run(&options),
        Command::Check(options) => commands::check::run(&options),
        Command::Watch(options) => commands::watch::run(options),
        Command::Hint(lab, level) => commands::hint::run(lab, level),
        Command::Reset(lab) => commands::reset::run(lab),
        Command::Solution(lab, options) => commands::solution::run(lab, options),
        Command::Doctor => commands::doctor::run(),
        Command::Help => commands::help(),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            if !error.is_empty() {
                eprintln!("{error}");
            }
            ExitCode::from(2)
        }
    }
}

fn become_program(words: &[OsString]) -> ExitCode {
    let error = limits::run(words);
    eprintln!("the program cannot be started: {error}");
    ExitCode::from(127)
}
