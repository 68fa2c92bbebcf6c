//! Chapter 7's `--schedule`: what the book's playground exports ends the same on real processes.

use std::process::Command;

use crate::support::repeat::here_or_in_ci;
use crate::support::{chapter, has, run, run_program};
use rstest::rstest;

/// The last line of its result: value, who waits, and where the tokens are.
fn end(schedule: &str) -> String {
    let ran = run_program(chapter(7), &["--schedule", schedule]).expect_code(0);
    assert_eq!(ran.stderr, "");
    let line = ran.stdout.lines().find(|line| line.starts_with("value "));
    line.expect("an end").to_owned()
}

#[rstest]
#[case(
    "A.acquire A.load A.kill B.acquire",
    "value 0, waiting B, left 9, right 0"
)]
#[case(
    "A.acquire+undo A.load B.acquire A.kill",
    "value 0, waiting nobody, left 9, right 0"
)]
#[case(
    "A.acquire+undo A.release A.acquire+undo A.release A.kill",
    "value 3, waiting nobody, left 10, right 0"
)]
fn a_schedule_ends_as_the_page_says(#[case] schedule: &str, #[case] expected: &str) {
    assert_eq!(end(schedule), expected);
}

#[test]
fn what_the_playground_exports_ends_the_same_on_real_processes() {
    if !has("node", "--version") {
        return;
    }
    let count = here_or_in_ci(12, 100);
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/model_kernel/schedules.js"
    );
    let runs =
        run(Command::new("node").args([script, &count.to_string()])).expect_code(0);
    assert_eq!(runs.stdout.lines().count(), count);
    for line in runs.stdout.lines() {
        let (schedule, expected) = line.split_once('\t').unwrap();
        assert_eq!(end(schedule), expected, "{schedule}");
    }
}

#[rstest]
#[case("A.jump")]
#[case("D.load")]
#[case("A.kill A.load")]
#[case("A.acquire B.acquire B.load")]
fn what_cannot_be_played_is_refused(#[case] schedule: &str) {
    let ran = run_program(chapter(7), &["--schedule", schedule]).expect_code(2);
    assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
}
