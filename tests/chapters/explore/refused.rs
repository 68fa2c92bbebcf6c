//! What cannot be reached, is too large, or was not understood.

use super::explore6;
use rstest::rstest;

#[rstest]
#[case("1", "3")]
#[case("0", "1")]
#[case("7", "3")]
fn what_cannot_be_reached_is_refused(#[case] target: &str, #[case] increments: &str) {
    let ran = explore6(&["reach", target, "--increments", increments]).expect_code(1);
    assert_eq!(ran.stdout, "");
    let error = format!(
        "error: no order of 2 workers, N = {increments}, ends with {target}\nhelp: "
    );
    assert!(ran.stderr.starts_with(&error), "{}", ran.stderr);
}

#[rstest]
#[case(&["--increments", "33"], "too large")]
#[case(&["measure", "1", "--increments", "33"], "too large")]
#[case(&["reach", "5", "--increments", "41"], "too many states")]
#[case(&["--increments", "10000"], "too many states")]
fn what_is_too_large_is_refused_and_never_wrong(
    #[case] arguments: &[&str],
    #[case] why: &str,
) {
    let ran = explore6(arguments).expect_code(1);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.starts_with("error: ") && ran.stderr.contains(why),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("\nhelp: ask for fewer increments"),
        "{}",
        ran.stderr
    );
}

#[rstest]
#[case(&["--increments", "x"], "--increments must be 1 to 10000, not x")]
#[case(&["--increments", "0"], "--increments must be 1 to 10000, not 0")]
#[case(&["--increments", "18446744073709551615"], "--increments must be 1 to 10000, not 1844")]
#[case(&["3"], "\"3\" is neither reach, random nor measure")]
#[case(&["reach"], "TARGET is missing")]
#[case(&["reach", "20001"], "TARGET must be 0 to 20000, not 20001")]
#[case(&["reach", "2", "3"], "unknown argument \"3\"")]
#[case(&["reach", "2", "--seed", "3"], "unknown argument \"--seed\"")]
#[case(&["reach", "2", "--increments", "0"], "--increments must be 1 to 10000, not 0")]
#[case(&["measure", "0"], "RUNS must be 1 to 10000, not 0")]
#[case(&["random", "--seed", "x"], "--seed must be 0 to")]
fn a_wrong_question_is_wrong_usage(#[case] arguments: &[&str], #[case] expected: &str) {
    let ran = explore6(arguments).expect_code(2);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    assert!(ran.stderr.contains("\nusage: explore6 "), "{}", ran.stderr);
}
