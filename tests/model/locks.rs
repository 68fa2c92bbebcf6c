//! One value with the semaphore; stuck when it is not given back.

use crate::machine::{kept, process, replay, table};
use rstest::rstest;
use shm_workbook::interleavings::{Lock, Program};
use std::collections::BTreeMap;

#[rstest]
#[case(2, 1)]
#[case(2, 10)]
#[case(3, 4)]
fn with_the_semaphore_there_is_one_value_and_nobody_gets_stuck(
    #[case] processes: usize,
    #[case] increments: usize,
) {
    let program = Program::new(processes, increments).unwrap();
    let program = program.with_lock(Lock::Semaphore).unwrap();
    let outcomes = program.outcomes::<u128>().unwrap();
    let values: Vec<u64> = outcomes.iter().map(|(value, _)| value).collect();
    assert_eq!(values, [program.expected()]);
    assert!(outcomes.stuck().is_empty());
}

#[test]
fn every_stuck_place_says_how_to_get_there_and_who_waits_for_whom() {
    for (by, increment) in [(0, 1), (0, 2), (1, 1), (1, 2)] {
        let program = Program::new(2, 2)
            .unwrap()
            .with_lock(kept(by, increment))
            .unwrap();
        let outcomes = program.outcomes::<u128>().unwrap();
        assert!(!outcomes.stuck().is_empty());
        for place in outcomes.stuck() {
            let end = replay(&program, place.schedule());
            assert!(!end.has_finished(&program));
            assert!(
                (0..2).all(|index| !end.clone().step(&program, index)),
                "{place}"
            );
            assert_eq!((end.counter, end.holder), (place.value(), Some(by)));
            assert_eq!(place.holder(), Some(process(by)));
            let unfinished = (0..2).filter(|&index| end.done[index] < 4).map(process);
            assert!(place.waiting().eq(unfinished));
        }
    }
}

#[test]
fn a_lock_kept_halfway_makes_its_holder_wait_for_itself() {
    let program = Program::new(2, 2).unwrap().with_lock(kept(0, 1)).unwrap();
    let outcomes = program.outcomes::<u128>().unwrap();
    assert_eq!(outcomes.iter().count(), 0);
    let pictures: Vec<String> =
        outcomes.stuck().iter().map(ToString::to_string).collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings
        .bind(|| insta::assert_snapshot!("lock_never_given_back", pictures.join("\n")));
}

#[test]
fn a_lock_kept_at_the_very_end_does_no_harm_when_nobody_comes_later() {
    let program = Program::new(2, 1).unwrap().with_lock(kept(0, 1)).unwrap();
    let outcomes = program.outcomes::<u128>().unwrap();
    assert_eq!(table(&outcomes), BTreeMap::from([(2, 1)]));
    assert_eq!(outcomes.stuck().len(), 1);
}
