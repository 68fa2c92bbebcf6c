//! An order that fails is found, saved, and fails again in the same way.

use std::path::Path;

use tempfile::TempDir;

use crate::shared::{lab, orders};

fn fails(mode: &str, wanted: &str, piece: &str) {
    let Some(program) = orders("orders") else {
        return;
    };
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("schedule");
    let file = file.to_str().unwrap();
    let words = [
        "explore", "--save", file, "--final", wanted, "--", &program, mode, "1",
    ];
    let Some(ran) = lab(&words) else { return };
    assert!(
        ran.stdout.contains(piece),
        "{mode}: no {piece:?} in\n{}",
        ran.stdout
    );
    assert_eq!(ran.code, Some(1), "{mode}");
    assert!(Path::new(file).exists());
    // Fewer for students: it is the same every time, or it is not.
    let times = if std::env::var_os("CI").is_some() {
        100
    } else {
        5
    };
    let words = [
        "explore",
        "--schedule",
        file,
        "--final",
        wanted,
        "--",
        &program,
        mode,
        "1",
    ];
    let first = lab(&words).unwrap();
    assert_eq!(first.code, Some(1), "{mode}: {}", first.stdout);
    for _ in 1..times {
        let again = lab(&words).unwrap();
        assert_eq!(
            (again.code, &again.stdout),
            (first.code, &first.stdout),
            "{mode}"
        );
    }
}

#[test]
fn a_missing_lock_is_found_and_its_order_replays() {
    fails("plain", "0=2", "M1+0 is 1, not 2");
}

#[test]
fn a_lock_that_is_taken_too_late_is_found_and_its_order_replays() {
    fails("late", "0=2", "M1+0 is 1, not 2");
}

#[test]
fn a_lock_with_two_permits_is_found_and_its_order_replays() {
    fails("two", "0=2", "M1+0 is 1, not 2");
}

#[test]
fn a_lock_that_was_never_given_back_is_shown_with_its_holder() {
    fails("kept", "0=2", "waits: semop S1[0]-1 --> ");
}

#[test]
fn two_locks_in_two_orders_are_a_circle() {
    fails("circle", "0=2", "B waits: semop S1[1]-1 --> C");
}

#[test]
fn a_schedule_of_another_program_is_refused() {
    let Some(program) = orders("orders") else {
        return;
    };
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("schedule");
    let head = "# A schedule of cargo lab explore\n";
    for text in [
        "",
        "nonsense",
        &format!("{head}/7 load M1+0\n"),
        &format!("{head}?\n"),
    ] {
        std::fs::write(&file, text).unwrap();
        let words = [
            "explore",
            "--schedule",
            file.to_str().unwrap(),
            "--",
            &program,
            "plain",
            "1",
        ];
        let Some(ran) = lab(&words) else { return };
        assert_eq!(ran.code, Some(2), "{text:?}: {}", ran.stdout);
    }
}
