//! Tasks that come to no point do not keep the others from theirs.

use rstest::rstest;

use crate::shared::{lab, program};

/// A thread that sleeps and looks again, whose maker spins until it has begun; a parent that polls.
#[rstest]
fn all_orders_are_run_beside_tasks_that_go_on_and_on(
    #[values("spins", "yields", "polls")] mode: &str,
) {
    let Some(program) = program("restless", "-O2") else {
        return;
    };
    let program = program.to_str().unwrap();
    let words = ["explore", "--final", "0=2", "--", program, mode];
    let Some(ran) = lab(&words) else { return };
    let text = "2 orders: all orders that differ, none left";
    assert!(ran.stdout.contains(text), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.code, Some(0));
}
