//! What chapter 6 says about interleavings, and that real processes end where the model says.

mod chance;
mod reach;
mod refused;
mod table;

use crate::support::fold::unfold;
use crate::support::{Ran, chapter, run_program};
use regex::Regex;
use shm_workbook::interleavings::Schedule;

fn chapter6(arguments: &[&str]) -> Ran {
    run_program(chapter(6), arguments)
}

fn explore6(arguments: &[&str]) -> Ran {
    run_program(env!("CARGO_BIN_EXE_explore6"), arguments)
}

/// What the counter of the real processes had at the end of the order.
#[track_caller]
fn counted(ran: &Ran) -> u64 {
    let tally = Regex::new(r"(?m)^expected \d+, counted (\d+), lost \d+$").unwrap();
    let found = tally.captures(&ran.stdout);
    found.unwrap_or_else(|| panic!("{}", ran.stdout))[1]
        .parse()
        .unwrap()
}

/// The order that was played.
#[track_caller]
fn played(ran: &Ran) -> Schedule {
    let stdout = unfold(&ran.stdout);
    let title = stdout
        .lines()
        .find_map(|line| line.strip_prefix("1. A forced order: "));
    title
        .unwrap_or_else(|| panic!("{}", ran.stdout))
        .parse()
        .unwrap()
}
