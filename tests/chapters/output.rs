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

#[rstest]
#[case::buffer("chapter8", &[])]
#[case::readers_writers("chapter8-readers-writers", &["--pattern", "readers-writers"])]
#[case::barrier("chapter8-barrier", &["--pattern", "barrier"])]
fn the_buffer_and_its_neighbours_print_their_lessons(
    #[case] name: &str,
    #[case] arguments: &[&str],
) {
    let ran = run_chapter(8, arguments).expect_code(0);
    assert_eq!(ran.stderr, "");
    snapshot!(name, &whoever_ends_first(&redact(&ran.stdout)));
}

/// Workers detach when they are done. In which order that is, nobody knows; here, the one whose
/// address is the highest is first.
fn whoever_ends_first(stdout: &str) -> String {
    let done = Regex::new(r"(?m)^   \[(?:producer|consumer|walker)\] shmdt\(.*$");
    let done = done.expect("a pattern");
    let mut lines: Vec<&str> = done.find_iter(stdout).map(|m| m.as_str()).collect();
    // Popped from the end: the producers' come before the consumers'.
    lines.sort_by_key(|line| (line.contains("producer"), line.to_owned()));
    let next = |_: &regex::Captures| lines.pop().expect("as many as found").to_owned();
    done.replace_all(stdout, next).into_owned()
}

#[rstest]
#[case(1, 1, 1, 1)]
#[case(3, 1, 2, 100)]
#[case(1, 3, 1, 100)]
#[case(5, 4, 3, 1001)]
fn each_item_arrives_once_and_in_order(
    #[case] producers: u32,
    #[case] consumers: u32,
    #[case] slots: u32,
    #[case] items: u32,
) {
    let numbers = [producers, consumers, slots, items].map(|n| n.to_string());
    let [p, c, k, n] = numbers.each_ref().map(String::as_str);
    let flags = [
        "--producers",
        p,
        "--consumers",
        c,
        "--slots",
        k,
        "--items",
        n,
    ];
    let ran = run_chapter(8, &flags).expect_code(0);
    let tally = format!("expected {n}, taken {n}, missing 0, out of order 0");
    assert!(
        ran.stdout.lines().any(|line| line == tally),
        "{}",
        ran.stdout
    );
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
fn its_help_is_its_usage(#[values(1, 2, 3, 4, 5, 6, 7, 8)] number: usize) {
    let ran = run_chapter(number, &["--help"]).expect_code(0);
    assert!(
        ran.stdout.starts_with(&format!("usage: chapter{number} ")),
        "{}",
        ran.stdout
    );
    let wrong = run_chapter(number, &["--no-such-flag"]).expect_code(2);
    assert_eq!(wrong.stdout, "");
    let expected = format!("error: unknown argument \"--no-such-flag\"\n{}", ran.stdout);
    assert_eq!(wrong.stderr, expected);
}

#[rstest]
#[case(1, &["--key"], "--key needs a value")]
#[case(1, &["--key", "1x"], "--key 1x is no key (a decimal number, or hexadecimal as 0x4d2,")]
#[case(5, &["--key", "0x100000000"], "--key 0x100000000 is no key")]
#[case(5, &["--key", "0"], "--key 0 is IPC_PRIVATE")]
#[case(3, &["write", "--key", "0x0"], "--key 0 is IPC_PRIVATE")]
#[case(3, &["wirte"], "\"wirte\" is neither write nor read")]
#[case(3, &["write", "--wait", "1"], "--wait goes with read")]
#[case(3, &["read", "--wait", "soon"], "--wait takes whole seconds, not soon")]
#[case(3, &["read", "--wait", "0.5"], "--wait takes whole seconds, not 0.5")]
#[case(3, &["write", "a", "b"], "unknown argument \"b\"")]
#[case(6, &["--schedule", "A.load A.load"], "step 2, A.load, is not possible")]
#[case(6, &["--schedule", ""], "--schedule")]
#[case(6, &["--increments", "-1"], "--increments must be 1 to 100000, not -1")]
#[case(6, &["--increments", "0"], "--increments must be 1 to 100000, not 0")]
#[case(6, &["--increments", "999999999"], "--increments must be 1 to 100000, not 999999999")]
#[case(7, &["--workers", "0"], "--workers must be 1 to 100, not 0")]
#[case(7, &["--workers", "101"], "--workers must be 1 to 100, not 101")]
#[case(7, &["--increments", "0"], "--increments must be 1 to 100000, not 0")]
#[case(8, &["--producers", "0"], "--producers must be 1 to 50, not 0")]
#[case(8, &["--consumers", "51"], "--consumers must be 1 to 50, not 51")]
#[case(8, &["--slots", "0"], "--slots must be 1 to 10000, not 0")]
#[case(8, &["--items", "10000001"], "--items must be 1 to 10000000, not 10000001")]
#[case(8, &["--pattern", "dining"], "--pattern is readers-writers or barrier, not dining")]
#[case(8, &["--pattern", "barrier", "--items", "1"], "unknown argument \"--items\"")]
#[case(7, &["--role", "worker"], "--role is for the program itself")]
fn wrong_usage_is_exit_code_2(
    #[case] number: usize,
    #[case] arguments: &[&str],
    #[case] expected: &str,
) {
    let ran = run_chapter(number, arguments).expect_code(2);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.starts_with("error: ") && ran.stderr.contains(expected),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("\nusage: "), "{}", ran.stderr);
}

#[test]
fn an_argument_that_is_not_utf8_is_wrong_usage() {
    use std::os::unix::ffi::OsStrExt;
    let argument = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let ran = run(Command::new(chapter(3)).arg("write").arg(argument)).expect_code(2);
    assert!(ran.stderr.contains("is not UTF-8"), "{}", ran.stderr);
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
