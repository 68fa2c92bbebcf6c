//! Chapter 8's lessons, and its crew: whatever is put arrives once.

use regex::Regex;
use rstest::rstest;

use crate::support::redact::redact;
use crate::support::{chapter, run_program};

#[rstest]
#[case::buffer("chapter8", &[])]
#[case::readers_writers("chapter8-readers-writers", &["--pattern", "readers-writers"])]
#[case::barrier("chapter8-barrier", &["--pattern", "barrier"])]
fn the_buffer_and_its_neighbours_print_their_lessons(
    #[case] name: &str,
    #[case] arguments: &[&str],
) {
    let ran = run_program(chapter(8), arguments).expect_code(0);
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
    let ran = run_program(chapter(8), &flags).expect_code(0);
    let tally = format!("expected {n}, taken {n}, missing 0, out of order 0");
    assert!(
        ran.stdout.lines().any(|line| line == tally),
        "{}",
        ran.stdout
    );
}
