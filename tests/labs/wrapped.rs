//! Programs that are started by others: "your program" is any process of the trial.

use rstest::rstest;

use crate::outside::repeat::here_or_in_ci;
use crate::support::{SOLUTIONS, assert_passes, word};

#[rstest]
#[case("sh -c '\"$0\" \"$@\"; exit $?' ", 4)]
#[case("timeout 60 ", 7)]
fn a_wrapper_that_forks_may_start_the_program(
    #[case] wrapper: &str,
    #[case] here: usize,
) {
    for lab in here_or_in_ci(&[here][..], &[2, 4, 5, 7, 8]) {
        let program = format!("{wrapper}{}", word(SOLUTIONS[lab - 1]));
        assert_passes(*lab, &program, &[]);
    }
}
