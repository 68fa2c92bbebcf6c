//! The figures that are known.

use crate::machine::table;
use num_bigint::BigUint;
use rstest::rstest;
use shm_workbook::interleavings::{ModelError, Program};
use std::collections::BTreeMap;

#[rstest]
#[case(1, &[(1, 4), (2, 2)])]
#[case(2, &[(2, 32), (3, 32), (4, 6)])]
#[case(3, &[(2, 8), (3, 300), (4, 416), (5, 180), (6, 20)])]
#[case(4, &[(2, 8), (3, 192), (4, 3056), (5, 5184), (6, 3464), (7, 896), (8, 70)])]
fn two_processes_end_with_these_values(
    #[case] increments: usize,
    #[case] expected: &[(u64, u128)],
) {
    let outcomes = Program::new(2, increments)
        .unwrap()
        .outcomes::<u128>()
        .unwrap();
    assert_eq!(table(&outcomes), expected.iter().copied().collect());
}

/// (n choose k), by Pascal's triangle: one more independent way to the same numbers.
fn choose(n: usize, k: usize) -> BigUint {
    let mut row = vec![BigUint::from(1u8)];
    for _ in 0..n {
        let inner = row.windows(2).map(|pair| &pair[0] + &pair[1]);
        row = [BigUint::from(1u8)]
            .into_iter()
            .chain(inner)
            .chain([BigUint::from(1u8)])
            .collect();
    }
    row[k].clone()
}

#[rstest]
#[case(1)]
#[case(2)]
#[case(10)]
#[case(40)]
fn two_processes_have_4n_over_2n_orders_and_2n_over_n_correct_ones(#[case] n: usize) {
    let outcomes = Program::new(2, n).unwrap().outcomes::<BigUint>().unwrap();
    assert_eq!(*outcomes.total(), choose(4 * n, 2 * n));
    assert_eq!(outcomes.count(2 * n as u64), Some(&choose(2 * n, n)));
    let sum: BigUint = outcomes.iter().map(|(_, count)| count).sum();
    assert_eq!(sum, *outcomes.total());
}

#[test]
fn ten_increments_each_have_this_many_orders() {
    let outcomes = Program::new(2, 10).unwrap().outcomes::<u128>().unwrap();
    assert_eq!(*outcomes.total(), 137_846_528_820);
}

#[rstest]
#[case(2, 12)]
#[case(3, 4)]
#[case(4, 2)]
fn from_two_increments_on_the_values_are_2_to_all(
    #[case] processes: usize,
    #[case] most: usize,
) {
    for increments in 2..=most {
        let program = Program::new(processes, increments).unwrap();
        let outcomes = program.outcomes::<u128>().unwrap();
        let values: Vec<u64> = outcomes.iter().map(|(value, _)| value).collect();
        assert_eq!(values, (2..=program.expected()).collect::<Vec<_>>());
    }
}

#[test]
fn shares_add_up_to_one_and_the_correct_share_is_known() {
    let outcomes = Program::new(2, 2).unwrap().outcomes::<u128>().unwrap();
    let sum: f64 = (0..=4).map(|value| outcomes.share(value)).sum();
    assert!((sum - 1.0).abs() < 1e-12);
    assert!((outcomes.share(4) - 6.0 / 70.0).abs() < 1e-12);
}

#[test]
fn big_counts_and_128_bits_agree() {
    let program = Program::new(3, 3).unwrap();
    let small = table(&program.outcomes::<u128>().unwrap());
    let big = table(&program.outcomes::<BigUint>().unwrap());
    let widened: BTreeMap<u64, BigUint> = small
        .into_iter()
        .map(|(value, count)| (value, count.into()))
        .collect();
    assert_eq!(big, widened);
}

#[test]
fn a_share_of_a_big_count_is_that_of_its_digits() {
    let outcomes = Program::new(2, 40).unwrap().outcomes::<BigUint>().unwrap();
    let sum: f64 = (0..=80).map(|value| outcomes.share(value)).sum();
    assert!((sum - 1.0).abs() < 1e-9);
}

#[test]
fn a_count_that_does_not_fit_is_refused_and_the_last_that_fits_is_exact() {
    let most = Program::new(2, 32).unwrap();
    let total = most.outcomes::<u128>().unwrap().total().to_string();
    assert_eq!(total, choose(128, 64).to_string());
    let error = Program::new(2, 33).unwrap().outcomes::<u128>().unwrap_err();
    assert_eq!(error, ModelError::CountTooLarge);
}

#[rstest]
#[case(26, 10_000)]
#[case(2, 200)]
fn what_would_take_too_long_is_refused_at_once(
    #[case] processes: usize,
    #[case] increments: usize,
) {
    let program = Program::new(processes, increments).unwrap();
    assert_eq!(
        program.outcomes::<BigUint>().unwrap_err(),
        ModelError::TooManyStates
    );
    assert_eq!(
        program.schedule_for(2).unwrap_err(),
        ModelError::TooManyStates
    );
}
