//! An order for every value, and no shorter one.

use crate::machine::{Machine, process, replay, table};
use rstest::rstest;
use shm_workbook::interleavings::{Action, Program, Schedule, Step};
use std::collections::{BTreeMap, BTreeSet};

/// Every value has an order that ends there, no other value has one, and none is stuck.
#[track_caller]
pub fn check_schedules(program: &Program) {
    let reachable: BTreeSet<u64> = table(&program.outcomes::<u128>().unwrap())
        .into_keys()
        .collect();
    for value in 0..=program.expected() + 1 {
        let found = program.schedule_for(value).unwrap();
        assert_eq!(
            found.is_some(),
            reachable.contains(&value),
            "{program:?} {value}"
        );
        let Some(schedule) = found else { continue };
        let end = replay(program, &schedule);
        assert!(end.has_finished(program), "{schedule}");
        assert_eq!(
            (end.counter, schedule.final_value()),
            (value, value),
            "{schedule}"
        );
    }
}

/// The fewest switches of all orders with this final value, by visiting all of them.
fn fewest_switches(program: &Program, value: u64) -> usize {
    let mut fewest = usize::MAX;
    let mut steps = Vec::new();
    search(
        program,
        &Machine::new(program.increments().len()),
        &mut steps,
        &mut |end, steps| {
            if end.counter == value {
                fewest = fewest.min(Schedule::new(steps.to_vec()).unwrap().switches());
            }
        },
    );
    fewest
}

fn search(
    program: &Program,
    at: &Machine,
    steps: &mut Vec<Step>,
    seen: &mut impl FnMut(&Machine, &[Step]),
) {
    if at.has_finished(program) {
        return seen(at, steps);
    }
    for index in 0..program.increments().len() {
        let mut next = at.clone();
        let action = if at.done[index] % 2 == 0 {
            Action::Load
        } else {
            Action::Store
        };
        if next.step(program, index) {
            steps.push(Step {
                process: process(index),
                action,
            });
            search(program, &next, steps, seen);
            steps.pop();
        }
    }
}

#[rstest]
#[case(&[1, 1])]
#[case(&[2, 2])]
#[case(&[3, 3])]
#[case(&[1, 1, 1])]
#[case(&[2, 1, 2])]
fn no_order_for_a_value_has_fewer_switches(#[case] increments: &[usize]) {
    let program = Program::uneven(increments.to_vec()).unwrap();
    for (value, _) in program.outcomes::<u128>().unwrap().iter() {
        let schedule = program.schedule_for(value).unwrap().unwrap();
        assert_eq!(
            schedule.switches(),
            fewest_switches(&program, value),
            "{schedule}"
        );
    }
}

#[rstest]
#[case(2, 5)]
#[case(2, 12)]
#[case(3, 4)]
fn larger_programs_have_a_schedule_for_every_value(
    #[case] processes: usize,
    #[case] increments: usize,
) {
    check_schedules(&Program::new(processes, increments).unwrap());
}

#[test]
fn two_thousand_orders_drawn_are_spread_as_the_table_says() {
    let program = Program::new(2, 2).unwrap();
    let outcomes = program.outcomes::<u128>().unwrap();
    let mut seen = BTreeMap::<u64, u32>::new();
    for seed in 0..2000 {
        *seen
            .entry(program.random_schedule(seed).final_value())
            .or_default() += 1;
    }
    for (value, count) in seen {
        // Fixed seeds give fixed counts; 0.04 is four standard deviations of the widest
        // one.
        let share = f64::from(count) / 2000.0;
        assert!(
            (share - outcomes.share(value)).abs() < 0.04,
            "{value}: {share}"
        );
    }
}
