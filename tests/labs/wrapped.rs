//! Programs that are started by others: "your program" is any process of the trial.

use rstest::rstest;

use crate::support::{SOLUTIONS, assert_passes};

#[rstest]
fn a_wrapper_that_forks_may_start_the_program(
    #[values(2, 4, 5, 7, 8)] lab: usize,
    #[values("sh -c '\"$0\" \"$@\"; exit $?' ", "timeout 60 ")] wrapper: &str,
) {
    let program = format!("{wrapper}'{}'", SOLUTIONS[lab - 1]);
    assert_passes(lab, &program, &[]);
}
