//! What each chapter prints, held by a snapshot; and that it leaves nothing behind.
//!
//! The book includes these snapshots, so a page cannot show what a chapter does not print.

use std::process::Command;

use crate::support::fold::unfold;
use crate::support::redact::redact;
use crate::support::{Ran, chapter, room, run, run_program};
use regex::Regex;
use rstest::rstest;

fn run_chapter(number: usize, arguments: &[&str]) -> Ran {
    run_program(chapter(number), arguments)
}

#[rstest]
#[case::create(1)]
#[case::attach(2)]
#[case::detach(4)]
#[case::delete(5)]
#[case::semaphore(7)]
fn prints_its_lesson(#[case] number: usize) {
    let ran = run_chapter(number, &[]).expect_code(0);
    assert_eq!(ran.stderr, "");
    snapshot!(&format!("chapter{number}"), &redact(&ran.stdout));
}

#[test]
fn reading_and_writing_prints_its_lesson() {
    // With a key of its own: somebody may use 1234 on this machine. The redaction makes it 1234.
    let key = shm_workbook::lesson::fresh_key().to_string();
    let ran = run_chapter(3, &["--key", &key]).expect_code(0);
    assert_eq!(ran.stderr, "");
    snapshot!("chapter3", &redact(&ran.stdout));
}

#[test]
fn the_forced_order_loses_one_update_and_the_free_one_keeps_the_law() {
    let ran = run_chapter(6, &[]).expect_code(0);
    assert_eq!(ran.stderr, "");
    let tally = Regex::new(r"(?m)^expected (\d+), counted (\d+), lost (\d+)$")
        .expect("a pattern");
    let tallies: Vec<[u64; 3]> = tally
        .captures_iter(&ran.stdout)
        .map(|found| {
            found
                .extract()
                .1
                .map(|figure| figure.parse().expect("a number"))
        })
        .collect();
    let [[2, 1, 1], [400, counted, lost]] = tallies[..] else {
        panic!("{tallies:?}")
    };
    assert_eq!(counted + lost, 400);
    assert!((2..=400).contains(&counted), "no order ends at {counted}");
    let stdout = ran.stdout.replace(
        &format!("expected 400, counted {counted}, lost {lost}"),
        "expected 400, counted 231, lost 169",
    );
    snapshot!("chapter6", &redact(&some_torn(&stdout)));
}

/// Figures of a free run that can be, in place of those that were, for the snapshot.
fn some_torn(stdout: &str) -> String {
    let counted = Regex::new(r"(?m)^(\d+) bytes: \d+ copies, \d+ whole, \d+ torn$");
    let figures = |found: &regex::Captures| match &found[1] {
        "25" => "25 bytes: 82903 copies, 63228 whole, 19675 torn",
        "1000" => "1000 bytes: 10110 copies, 9578 whole, 532 torn",
        length => panic!("{length} bytes?"),
    };
    let counted = counted.expect("a pattern");
    counted.replace_all(stdout, figures).into_owned()
}

#[rstest]
#[case("A.load A.store B.load B.store", "expected 2, counted 2, lost 0")]
#[case(
    "B.load A.load A.store A.load A.store B.store",
    "expected 3, counted 1, lost 2"
)]
#[case(
    "A.load B.load C.load C.store B.store A.store",
    "expected 3, counted 1, lost 2"
)]
#[case("A.load", "expected 0, counted 0, lost 0")]
fn any_possible_order_is_played(#[case] schedule: &str, #[case] tally: &str) {
    for _ in 0..3 {
        let ran =
            run_chapter(6, &["--schedule", schedule, "--increments", "1"]).expect_code(0);
        let first = ran.stdout.lines().find(|line| line.starts_with("expected"));
        assert_eq!(first, Some(tally), "{}", ran.stdout);
        let remarks = unfold(&ran.stdout);
        let loses = remarks.contains("The same order loses the same updates");
        assert_ne!(loses, tally.ends_with("lost 0"), "{remarks}");
    }
}

#[rstest]
#[case(1, 1, "expected 1, counted 1, lost 0")]
#[case(5, 40, "expected 200, counted 200, lost 0")]
fn the_semaphore_loses_nothing(
    #[case] workers: u32,
    #[case] increments: u32,
    #[case] tally: &str,
) {
    let (workers, increments) = (workers.to_string(), increments.to_string());
    let ran = run_chapter(7, &["--workers", &workers, "--increments", &increments]);
    let ran = ran.expect_code(0);
    assert!(
        ran.stdout.lines().any(|line| line == tally),
        "{}",
        ran.stdout
    );
}

#[rstest]
fn it_leaves_nothing_behind(#[values(1, 2, 3, 4, 5, 6, 7, 8)] number: usize) {
    let script = "\"$1\" >/dev/null && tail -n +2 -q /proc/sysvipc/shm /proc/sysvipc/sem";
    let Some(mut command) = room(script, &[chapter(number)]) else {
        return;
    };
    let ran = run(&mut command).expect_code(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
}

#[rstest]
fn it_runs_twice_at_once(#[values(1, 2, 4, 5, 6, 7, 8)] number: usize) {
    let runs = [0, 1].map(|_| crate::support::start(&mut Command::new(chapter(number))));
    for child in runs {
        crate::support::finish(child).expect_code(0);
    }
}

#[rstest]
fn a_full_disk_is_an_error_and_no_panic(#[values(1, 2, 3, 4, 5, 6, 7, 8)] number: usize) {
    let script = "\"$1\" >/dev/full; echo $?; cat /proc/sysvipc/shm /proc/sysvipc/sem | grep -vc key";
    let Some(mut command) = room(script, &[chapter(number)]) else {
        return;
    };
    let ran = run(&mut command);
    assert_eq!(ran.stdout, "1\n0\n", "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("error: write to stdout: ENOSPC: No space left on device\n")
    );
    // About the disk, not about the limits of System V IPC, which have the same errno.
    let help = "\nhelp: there is no room left where it is written to; free some, or ";
    assert!(ran.stderr.contains(help), "{}", ran.stderr);
}

#[rstest]
fn a_closed_pipe_is_an_error_and_no_panic(
    #[values(1, 2, 3, 4, 5, 6, 7, 8)] number: usize,
) {
    // The shell writes until `true` has ended, so that the first line meets a closed pipe.
    let script = "{ trap '' PIPE; while echo; do :; done 2>/dev/null; \"$1\"; echo $? >&2; } | true; \
                  cat /proc/sysvipc/shm /proc/sysvipc/sem | grep -vc key";
    let Some(mut command) = room(script, &[chapter(number)]) else {
        return;
    };
    let ran = run(&mut command);
    assert_eq!(ran.stdout, "0\n");
    assert!(
        ran.stderr
            .contains("error: write to stdout: EPIPE: Broken pipe\n"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.ends_with("1\n"), "{}", ran.stderr);
}

#[test]
fn a_closed_stdout_is_no_panic() {
    let Some(mut command) = room("\"$1\" >&-", &[chapter(1)]) else {
        return;
    };
    // Rust's runtime opens /dev/null in its place, so that all is well.
    run(&mut command).expect_code(0);
}
