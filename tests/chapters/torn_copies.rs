//! A message copied while another process writes it: torn in chapter 6, whole in chapter 7.

use crate::support::{Ran, chapter, run_program};
use regex::Regex;

/// Copies, whole and torn, for each length.
fn copies(ran: &Ran) -> Vec<[u64; 4]> {
    let line =
        Regex::new(r"(?m)^(\d+) bytes: (\d+) copies, (\d+) whole, (\d+) torn$").unwrap();
    let numbers = |found: regex::Captures| found.extract().1.map(|n| n.parse().unwrap());
    line.captures_iter(&ran.stdout).map(numbers).collect()
}

#[test]
fn a_message_copied_while_it_is_written_is_torn_every_time() {
    for _ in 0..3 {
        let ran = run_program(chapter(6), &["--increments", "1"]).expect_code(0);
        let copies: Vec<&str> = ran
            .stdout
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with('"'))
            .collect();
        let [old, torn, new] = copies[..] else {
            panic!("{}", ran.stdout)
        };
        assert_eq!(old, "\"Hello from shared memory!\"");
        assert_eq!(torn, "\"Greetings frhared memory!\"");
        assert_eq!(new, "\"Greetings from process B.\"");
    }
}

#[test]
fn left_to_itself_each_copy_is_whole_or_torn() {
    let ran = run_program(chapter(6), &["--increments", "1"]).expect_code(0);
    let [[25, short, whole, torn], [1000, long, intact, broken]] = copies(&ran)[..]
    else {
        panic!("{}", ran.stdout)
    };
    assert!(short > 0 && long > 0);
    assert_eq!((whole + torn, intact + broken), (short, long));
}

#[test]
fn under_the_semaphore_no_copy_is_torn() {
    let ran = run_program(chapter(7), &["--increments", "1"]).expect_code(0);
    let [[25, short, whole, 0], [1000, long, intact, 0]] = copies(&ran)[..] else {
        panic!("{}", ran.stdout)
    };
    assert!(short > 0 && long > 0);
    assert_eq!((whole, intact), (short, long));
}
