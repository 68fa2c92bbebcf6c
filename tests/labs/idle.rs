//! A program that does nothing has done nothing right.

use rstest::rstest;

use crate::support::{check, ids, script};

/// It prints nothing, attaches nothing, and ends when its stdin does. Checks that ask what a program
/// did *not* do, such as leaving a mapping behind, have nothing to praise here.
#[rstest]
fn a_program_that_only_waits_has_no_point(#[values(1, 2, 3, 4, 5, 6, 7)] lab: usize) {
    let folder = tempfile::tempdir().unwrap();
    let program = script(&folder, "idle", "exec cat >/dev/null");
    let report = check(lab, &program, &["--time-limit", "2"]);
    assert_eq!(report["points"], 0, "{report:#}");
    assert_eq!(ids(&report, "passed"), [""; 0]);
}
