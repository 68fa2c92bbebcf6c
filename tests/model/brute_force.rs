//! The model against all orders, visited one by one.

use crate::machine::{brute_force, kept, replay, tally};
use crate::schedules::check_schedules;
use proptest::prelude::*;
use rstest::rstest;
use shm_workbook::interleavings::{Lock, Program, Schedule};

#[rstest]
#[case(&[1, 1])]
#[case(&[2, 2])]
#[case(&[3, 3])]
#[case(&[1, 1, 1])]
#[case(&[2, 2, 2])]
#[case(&[1, 4])]
#[case(&[1])]
fn the_model_agrees_with_all_orders_visited_one_by_one(
    #[case] increments: &[usize],
    #[values(Lock::None, Lock::Semaphore, kept(0, 1))] lock: Lock,
) {
    let program = Program::uneven(increments.to_vec())
        .unwrap()
        .with_lock(lock)
        .unwrap();
    assert_eq!(tally(&program), brute_force(&program));
    check_schedules(&program);
}

/// Small programs of all kinds, few enough orders to visit them all.
fn small_program() -> impl Strategy<Value = Program> {
    let increments = prop_oneof![
        prop::collection::vec(1..=4usize, 1..=2),
        prop::collection::vec(1..=2usize, 3..=3),
        prop::collection::vec(1..=1usize, 4..=4),
    ];
    let lock = (
        0..3,
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
    );
    (increments, lock).prop_map(|(increments, (kind, who, when))| {
        let by = who.index(increments.len());
        let lock = match kind {
            0 => Lock::None,
            1 => Lock::Semaphore,
            _ => kept(by, when.index(increments[by]) + 1),
        };
        Program::uneven(increments)
            .unwrap()
            .with_lock(lock)
            .unwrap()
    })
}

proptest! {
    // No file of failures: a failing case is printed, and belongs into a test of its own.
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_model_agrees_with_brute_force_on_any_small_program(program in small_program()) {
        prop_assert_eq!(tally(&program), brute_force(&program));
        check_schedules(&program);
    }

    #[test]
    fn a_drawn_order_is_possible_and_ends_with_a_value_of_the_table(
        program in small_program(),
        seed in any::<u64>(),
    ) {
        let drawn = program.random_schedule(seed);
        prop_assert_eq!(&drawn, &program.random_schedule(seed));
        let end = replay(&program, &drawn);
        prop_assert_eq!(end.counter, drawn.final_value());
        let all = brute_force(&program);
        let table = if end.has_finished(&program) { all.finished } else { all.stuck };
        prop_assert!(table.contains_key(&end.counter));
    }

    #[test]
    fn a_schedule_reads_back_as_it_was_written(seed in any::<u64>(), processes in 1..=26usize) {
        let drawn = Program::new(processes, 2).unwrap().random_schedule(seed);
        prop_assert_eq!(drawn.to_string().parse::<Schedule>(), Ok(drawn));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "[A-Za-z. \\u{0}é]{0,40}") {
        if let Ok(schedule) = text.parse::<Schedule>() {
            prop_assert!(!schedule.steps().is_empty());
        }
    }
}
