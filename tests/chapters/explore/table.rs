//! The table of all that can happen, and the worst order below it.

use super::{chapter6, counted, explore6};
use crate::support::fold::unfold;
use regex::Regex;
use rstest::rstest;
use shm_workbook::interleavings::{Program, Schedule};

#[test]
fn the_table_of_all_that_can_happen() {
    let ran = explore6(&[]).expect_code(0);
    assert_eq!(ran.stderr, "");
    snapshot!("explore6", &ran.stdout);
}

#[rstest]
fn the_table_has_the_models_figures(#[values(1, 2, 4, 5, 32)] increments: usize) {
    let ran = explore6(&["--increments", &increments.to_string()]).expect_code(0);
    let outcomes = Program::new(2, increments)
        .unwrap()
        .outcomes::<u128>()
        .unwrap();
    let row = Regex::new(r"(?m)^ +(\d+) +(\d+) +\d+\.\d\d %  #+(?: correct)?$").unwrap();
    let rows: Vec<(u64, u128)> = row
        .captures_iter(&ran.stdout)
        .map(|found| (found[1].parse().unwrap(), found[2].parse().unwrap()))
        .collect();
    let expected: Vec<(u64, u128)> =
        outcomes.iter().map(|(value, n)| (value, *n)).collect();
    assert_eq!(rows, expected, "{}", ran.stdout);
}

#[rstest]
fn the_worst_order_that_it_prints_is_as_bad_on_real_processes(
    #[values(1, 2, 3, 4, 5)] increments: usize,
) {
    let ran = explore6(&["--increments", &increments.to_string()]).expect_code(0);
    let stdout = unfold(&ran.stdout);
    let schedule = stdout
        .lines()
        .find_map(|line| line.trim().parse::<Schedule>().ok());
    let schedule = schedule
        .unwrap_or_else(|| panic!("{}", ran.stdout))
        .to_string();
    let ran = chapter6(&["--schedule", &schedule, "--increments", "1"]).expect_code(0);
    assert_eq!(counted(&ran), if increments == 1 { 1 } else { 2 });
}
