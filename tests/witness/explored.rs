//! All orders, and what is said of those that are not looked at.

use shm_workbook::interleavings::Program;

use crate::shared::{lab, orders};

/// The final values and how many orders end with each, as `explore --all` tells them.
fn all(n: usize) -> Option<Vec<(u64, u128)>> {
    let program = orders("orders")?;
    let count = n.to_string();
    let ran = lab(&[
        // All of them, however busy the machine.
        "explore",
        "--all",
        "--seconds",
        "600",
        "--final",
        "0=0",
        "--",
        &program,
        "plain",
        &count,
    ])?;
    let lines = ran
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix("M1+0="));
    let numbers = lines.map(|line| {
        let (value, rest) = line.split_once(" in ").unwrap();
        (
            value.parse().unwrap(),
            rest.trim_end_matches(" orders").parse().unwrap(),
        )
    });
    Some(numbers.collect())
}

#[test]
fn all_orders_are_those_of_the_model() {
    let most = if std::env::var_os("CI").is_some() {
        3
    } else {
        2
    };
    for n in 1..=most {
        let Some(found) = all(n) else { return };
        let model = Program::new(2, n).unwrap().outcomes::<u128>().unwrap();
        let model: Vec<(u64, u128)> =
            model.iter().map(|(value, count)| (value, *count)).collect();
        assert_eq!(found, model, "N = {n}");
    }
}

#[test]
fn orders_that_differ_are_fewer_and_reach_every_value() {
    let Some(program) = orders("orders") else {
        return;
    };
    for value in 2..=4 {
        // Each value is reached: with any other wanted, some order fails, and one says with this value.
        let wanted = format!("0={value}");
        let words = ["explore", "--final", &wanted, "--", &program, "plain", "2"];
        let Some(ran) = lab(&words) else { return };
        assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    }
}

#[test]
fn a_lock_is_right_in_all_orders() {
    let Some(program) = orders("orders") else {
        return;
    };
    for n in 1..=3 {
        let (count, wanted) = (n.to_string(), format!("0={}", 2 * n));
        let words = [
            "explore", "--final", &wanted, "--", &program, "lock", &count,
        ];
        let Some(ran) = lab(&words) else { return };
        // The orders in which two workers take a lock N times each: 2, 6, 20.
        let orders = [2, 6, 20][n - 1];
        let text = format!("{orders} orders: all orders that differ, none left");
        assert!(ran.stdout.contains(&text), "{}", ran.stdout);
        assert_eq!(ran.code, Some(0));
    }
}

#[test]
fn a_kill_at_each_point_is_survived_with_undo_and_not_without() {
    let Some(program) = orders("orders") else {
        return;
    };
    for (mode, code) in [("lock", 0), ("noundo", 1)] {
        let words = [
            "explore", "--kill", "--final", "0=2", "--", &program, mode, "1",
        ];
        let Some(ran) = lab(&words) else { return };
        assert_eq!(ran.code, Some(code), "{mode}:\n{}", ran.stdout);
    }
}

#[test]
fn a_loop_that_waits_has_an_end() {
    let Some(program) = orders("orders") else {
        return;
    };
    let words = ["explore", "--final", "8=42", "--", &program, "flag", "1"];
    let Some(ran) = lab(&words) else { return };
    assert!(ran.stdout.contains("A loop that waits"), "{}", ran.stdout);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
}

#[test]
fn what_was_covered_is_said_where_it_is_not_all() {
    let Some(program) = orders("orders") else {
        return;
    };
    let words = [
        "explore", "--runs", "3", "--final", "0=6", "--", &program, "lock", "3",
    ];
    let Some(ran) = lab(&words) else { return };
    assert!(
        ran.stdout.contains("3 orders, and not all"),
        "{}",
        ran.stdout
    );
    let words = [
        "explore",
        "--switches",
        "1",
        "--final",
        "0=4",
        "--",
        &program,
        "lock",
        "2",
    ];
    let Some(ran) = lab(&words) else { return };
    assert!(
        ran.stdout.contains("with at most 1 switches, none left"),
        "{}",
        ran.stdout
    );
}

#[test]
fn each_run_is_given_a_segment_of_its_own() {
    let Some(program) = orders("orders") else {
        return;
    };
    let words = [
        "explore",
        "--segment",
        "64",
        "--final",
        "0=2",
        "--",
        &program,
        "given",
        "1",
        "{}",
    ];
    let Some(ran) = lab(&words) else { return };
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
}
