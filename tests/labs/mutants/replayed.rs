//! The order in which a wrong program of lab 7 fails is found, and it fails again in the same way each time.

use std::process::Output;

use rstest::rstest;

use super::{lab7, mutate};
use crate::outside::repeat::here_or_in_ci;
use crate::support::{Compiled, checker, text};

/// All mistakes of lab 7 that need no more than an unlucky order, with two workers and N rounds each, and
/// what is told of it.
#[rstest]
#[case("no lock at all", "1", &[], "M1+0 is 1, not 2")]
#[case("loads outside", "1", &[], "M1+0 is 1, not 2")]
#[case("stores outside", "1", &[], "M1+0 is 1, not 2")]
#[case("two permits", "1", &[], "M1+0 is 1, not 2")]
#[case("lost wake-up", "2", &[], "waits: semop S1[0]-1")]
#[case("no undo", "1", &["--kill"], "waits: semop S1[0]-1")]
fn its_order_is_found_and_replays(
    #[case] mistake: &str,
    #[case] n: &str,
    #[case] more: &[&str],
    #[case] told: &str,
) {
    let mut all = lab7::MUTANTS.iter();
    let mutant = all.find(|mutant| mutant.mistake == mistake).unwrap();
    let compiled = Compiled::from(&mutate(7, mutant), false);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("schedule").display().to_string();
    let whole = if n == "1" { "0=2" } else { "0=4" };
    let explore = |options: &[&str]| {
        let head = ["explore", "--segment", "8", "--final", whole];
        let program = ["--", compiled.program(), "{}", "2", n];
        checker(&[&head[..], options, &program[..]].concat())
    };
    let fails = |output: &Output| {
        let said = text(&output.stdout);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{said}{}",
            text(&output.stderr)
        );
        assert!(said.contains(told), "no {told:?} in\n{said}");
        said
    };
    fails(&explore(&[more, &["--save", &file][..]].concat()));
    let first = fails(&explore(&["--schedule", &file]));
    for _ in 1..here_or_in_ci(5, 100) {
        assert_eq!(fails(&explore(&["--schedule", &file])), first);
    }
}
