//! Programs and schedules that cannot be.

use crate::machine::{kept, process};
use rstest::rstest;
use shm_workbook::interleavings::{ModelError, Program, Schedule};

#[test]
fn programs_that_cannot_be_are_refused() {
    assert_eq!(Program::new(0, 1).unwrap_err(), ModelError::Processes(0));
    assert_eq!(Program::new(27, 1).unwrap_err(), ModelError::Processes(27));
    assert_eq!(
        Program::new(usize::MAX, 1).unwrap_err(),
        ModelError::Processes(usize::MAX)
    );
    for n in [0, Program::MOST + 1, usize::MAX] {
        assert_eq!(Program::new(2, n).unwrap_err(), ModelError::Increments(n));
    }
    for (by, increment) in [(2, 1), (0, 0), (0, 3)] {
        let program = Program::new(2, 2).unwrap();
        let error = program.with_lock(kept(by, increment)).unwrap_err();
        assert_eq!(error, ModelError::NobodyKeepsIt);
    }
}

#[rstest]
#[case("", "the schedule has no step")]
#[case(
    "A.load A.add",
    "\"A.add\" is not a step: write A.load or A.store, with A to Z"
)]
#[case(
    "a.load",
    "\"a.load\" is not a step: write A.load or A.store, with A to Z"
)]
#[case("load", "\"load\" is not a step: write A.load or A.store, with A to Z")]
#[case(
    "B.store",
    "step 1, B.store, is not possible: B has nothing to store and must load first"
)]
#[case(
    "A.load B.load A.load",
    "step 3, A.load, is not possible: A has loaded before and must store first"
)]
fn a_schedule_that_cannot_be_says_why(#[case] text: &str, #[case] message: &str) {
    assert_eq!(text.parse::<Schedule>().unwrap_err().to_string(), message);
}

#[test]
fn a_schedule_may_end_between_load_and_store() {
    let schedule: Schedule = "A.load C.load\nA.store".parse().unwrap();
    assert_eq!(schedule.unfinished(), [process(2)]);
    assert_eq!(
        (
            schedule.processes(),
            schedule.increments(),
            schedule.switches()
        ),
        (3, 1, 2)
    );
}
