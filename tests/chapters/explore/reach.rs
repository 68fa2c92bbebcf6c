//! Each value that the model can reach is reached by real processes, too.

use super::{chapter6, counted, explore6, played};
use crate::support::redact::redact;
use rstest::rstest;
use shm_workbook::interleavings::{Lock, Process, Program};

#[test]
fn reaching_the_minimum_prints_its_lesson() {
    let ran = explore6(&["reach", "2", "--increments", "3"]).expect_code(0);
    assert_eq!(ran.stderr, "");
    snapshot!("explore6_reach", &redact(&ran.stdout));
}

#[rstest]
fn every_value_that_can_be_reached_is_reached_by_real_processes(
    #[values(1, 2, 3, 4, 5)] increments: usize,
) {
    let outcomes = Program::new(2, increments)
        .unwrap()
        .outcomes::<u128>()
        .unwrap();
    for (value, _) in outcomes.iter() {
        let (target, n) = (value.to_string(), increments.to_string());
        let ran = explore6(&["reach", &target, "--increments", &n]).expect_code(0);
        assert_eq!(counted(&ran), value, "{}", ran.stdout);
        assert_eq!(played(&ran).increments(), 2 * increments);
        let confirmed = format!("\npredicted {value}, reached {value}\n");
        assert!(ran.stdout.contains(&confirmed), "{}", ran.stdout);
    }
}

#[rstest]
#[case(3, 1)]
#[case(3, 2)]
#[case(3, 3)]
fn three_real_processes_reach_every_value_too(
    #[case] processes: usize,
    #[case] increments: usize,
) {
    let program = Program::new(processes, increments).unwrap();
    for (value, _) in program.outcomes::<u128>().unwrap().iter() {
        let schedule = program.schedule_for(value).unwrap().unwrap().to_string();
        let ran =
            chapter6(&["--schedule", &schedule, "--increments", "1"]).expect_code(0);
        assert_eq!(counted(&ran), value, "{schedule}");
    }
}

#[test]
fn an_order_that_gets_stuck_comes_as_far_as_the_model_says() {
    let by = Process::new(0).unwrap();
    let lock = Lock::NeverGivenBack { by, increment: 2 };
    let program = Program::new(2, 3).unwrap().with_lock(lock).unwrap();
    let outcomes = program.outcomes::<u128>().unwrap();
    assert!(!outcomes.stuck().is_empty());
    for place in outcomes.stuck() {
        let schedule = place.schedule().to_string();
        let ran =
            chapter6(&["--schedule", &schedule, "--increments", "1"]).expect_code(0);
        assert_eq!(counted(&ran), place.value(), "{place}");
    }
}
