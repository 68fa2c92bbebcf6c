//! No race is missed, none is invented.

use std::fs;

use crate::shared::{lab, program};

/// The modes of a C program, from its source: none is forgotten.
fn modes(name: &str) -> Vec<String> {
    let path = format!("{}/tests/witness/c/{name}.c", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).unwrap();
    let found = text.split("strcmp(mode, \"").skip(1);
    found
        .map(|rest| rest.split('"').next().unwrap().to_string())
        .collect()
}

fn judge(name: &str, code: i32, at_least: usize) {
    let modes = modes(name);
    assert!(modes.len() >= at_least, "{modes:?}");
    for mode in modes {
        for turns in ["each", "whole"] {
            let Some(program) = program(name, "-O2") else {
                return;
            };
            let mut words = vec!["races", "--turns", turns];
            if (name, mode.as_str()) == ("clean", "flag") {
                words.extend(["--flag", "0"]);
            }
            words.extend(["--", program.to_str().unwrap(), &mode]);
            let Some(ran) = lab(&words) else { return };
            assert_eq!(
                ran.code,
                Some(code),
                "{name} {mode} {turns}:\n{}",
                ran.stderr
            );
        }
    }
}

#[test]
fn every_race_is_found_whoever_goes_first() {
    judge("racy", 1, 15);
}

#[test]
fn no_race_is_found_where_there_is_none() {
    judge("clean", 0, 15);
}

#[test]
fn a_race_is_told_with_both_lines_and_how_it_goes_wrong() {
    let Some(program) = program("racy", "-O2") else {
        return;
    };
    let words = [
        "races",
        "--turns",
        "whole",
        "--",
        program.to_str().unwrap(),
        "counter",
    ];
    let Some(ran) = lab(&words) else { return };
    assert_eq!(
        ran.stderr.matches("\nrace ").count() + 1,
        1,
        "each pair once:\n{}",
        ran.stderr
    );
    for piece in ["racy.c:", "holds nothing", "undoes the other's", "load 0"] {
        assert!(ran.stderr.contains(piece), "{piece}:\n{}", ran.stderr);
    }
    assert_eq!(ran.code, Some(1));
}

#[test]
fn what_was_held_is_told() {
    let Some(program) = program("racy", "-O2") else {
        return;
    };
    let words = ["races", "--", program.to_str().unwrap(), "twolocks"];
    let Some(ran) = lab(&words) else { return };
    for piece in ["holds S1[0]", "holds S1[1]"] {
        assert!(ran.stderr.contains(piece), "{piece}:\n{}", ran.stderr);
    }
}
