//! The lab checker: `cargo lab`.
//!
//! Read it in this order:
//!
//! | file | what it holds |
//! |---|---|
//! | `catalogue` | the labs: titles, checks, starters, hints |
//! | `checks/` | a file or a folder for each lab: what is asked for, and how it is seen |
//! | `trial/` | one check's trial of a program: its runs, its objects, ways to look at it |
//! | `isolation/` | what keeps a trial to itself: namespaces, limits, the end of all its processes |
//! | `judge/` | one check, judged in processes of its own: who asks, who answers |
//! | `witness/` | every access of any program, in one order: `trace`, `races`, `explore` |
//! | `causes/` | why a program fails, found from what was seen of it |
//! | `grade/` | the programs of a whole class, each judged by a checker of its own |
//! | `verdict`, `tally`, `report/` | what was found, what it comes to, and how it is told |
//! | `args`, `commands/`, `examine`, `shortcut`, `project` | what the reader types, and what is done |
//! | `plain_text` | what a program has printed, made fit to be shown |
//! | `words` | a program's arguments, quoted for a shell |
//! | `starters/` | the labs as they were before the reader began, for `cargo lab reset` |
//!
//! Arrows point downwards: commands → examine → judge → catalogue → checks → trial → isolation.
//! What the kernel says is read by the library's `procfs`.
//!
//! A check never believes a program: it looks at what the kernel knows.

#![deny(unsafe_code)] // allowed in one file, `witness/raw.rs`

mod args;
mod catalogue;
mod causes;
mod checks;
mod commands;
mod examine;
mod grade;
mod isolation;
mod judge;
mod plain_text;
mod project;
mod report;
mod shortcut;
mod syscalls;
mod tally;
mod trial;
mod verdict;
#[cfg(target_arch = "x86_64")]
mod witness;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::args::{Command, Format};
use crate::grade::{compile, lifeline};
use crate::isolation::{confine, init};
use crate::judge::{ground, roles};

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    // The roles in which the checker starts itself again; see `judge`.
    match words.split_first() {
        Some((role, rest)) if role == "__judge" => return roles::judge(rest),
        Some((role, _)) if role == "__init" => return init::run(),
        Some((role, rest)) if role == "__confine" => return become_program(rest),
        Some((role, _)) if role == "__probe" => return ground::look_around(),
        Some((verb, rest)) if commands::is_witness(verb) => {
            return commands::witness(verb, rest);
        }
        Some((verb, rest)) if verb == "grade" => return commands::grade::run(rest),
        Some((role, rest)) if role == lifeline::ROLE => return graded(rest),
        _ => {}
    }
    check(words)
}

/// A checker that `grade` has started.
fn graded(words: &[OsString]) -> ExitCode {
    match lifeline::hold_on_to(words.first()) {
        Ok(()) if words.get(1).is_some_and(|word| word == compile::ROLE) => {
            compile::run(&words[2..])
        }
        Ok(()) => check(words.iter().skip(1).cloned().collect()),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn check(words: Vec<OsString>) -> ExitCode {
    // What the judges answer to must not be within reach of the programs that they judge.
    let _ = nix::sys::prctl::set_dumpable(false);
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
        Command::Doctor(Format::Json) => commands::machine::run(),
        Command::Doctor(_) => commands::doctor::run(),
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
    let error = confine::become_program(words);
    eprintln!("the program cannot be started: {error}");
    ExitCode::from(127)
}
