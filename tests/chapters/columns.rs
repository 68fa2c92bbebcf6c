//! No line that a terminal of 80 columns would break; but for the error's own.

use std::num::NonZeroUsize;

use crate::lesson::PROGRAMS;
use crate::support::{chapter, run_program};
use rstest::rstest;
use shm_workbook::lesson::fresh_key;
use shm_workbook::{Mode, Segment};

/// The lines of more than 80 columns.
pub fn wide(text: &str) -> Vec<&str> {
    let wide = |line: &&str| line.chars().count() > 80;
    text.lines().filter(wide).collect()
}

#[test]
fn nothing_that_is_printed_is_wider_than_80_columns() {
    // Chapter 9 takes seconds, and prints tables: they have tests of their own.
    for (name, program) in PROGRAMS.into_iter().filter(|&(name, _)| name != "chapter9") {
        let help = run_program(program, &["--help"]).expect_code(0);
        assert_eq!(wide(&help.stdout), [""; 0], "{name} --help");
        let key = fresh_key().to_string();
        let arguments: &[&[&str]] = match name {
            "chapter3" => &[&["--key", &key]],
            "chapter6" => &[&["--increments", "1"]],
            "explore6" => &[&["--increments", "32"], &["reach", "2"], &["measure", "1"]],
            _ => &[&[]],
        };
        for arguments in arguments {
            let ran = run_program(program, arguments).expect_code(0);
            assert_eq!(wide(&ran.stdout), [""; 0], "{name} {arguments:?}");
        }
    }
}

/// But for the line of the error, which stays one line for those who search.
#[rstest]
#[case::nobody(3, &["read"])]
#[case::nobody_came(3, &["read", "--wait", "1"])]
#[case::too_long_a_schedule(7, &["--schedule", "x"])]
#[case::an_unfinished_schedule(6, &["--schedule", "A.load,B"])]
#[case::no_option(5, &["--fast"])]
#[case::a_taken_key(5, &["--key", "TAKEN"])]
#[case::in_use(3, &["write", "--key", "TAKEN"])]
fn no_help_is_wider_than_80_columns(#[case] number: usize, #[case] arguments: &[&str]) {
    let [taken, free] = [(); 2].map(|()| fresh_key().to_string());
    let size = NonZeroUsize::new(8).unwrap();
    let segment = Segment::create(taken.parse().unwrap(), size, Mode::OWNER);
    let _segment = segment.unwrap().remove_on_drop();
    let mut arguments = arguments.to_vec();
    if number == 3 && !arguments.contains(&"TAKEN") {
        arguments.extend(["--key", &free]);
    }
    for argument in &mut arguments {
        if *argument == "TAKEN" {
            *argument = &taken;
        }
    }
    let ran = run_program(chapter(number), &arguments);
    let (error, help) = ran.stderr.split_once('\n').unwrap();
    assert!(error.starts_with("error: "), "{}", ran.stderr);
    assert_ne!(help, "");
    assert_eq!(wide(help), [""; 0], "{}", ran.stderr);
}

#[test]
fn a_taken_key_is_shown_in_both_forms_and_can_be_freed() {
    let key = fresh_key();
    let size = NonZeroUsize::new(8).unwrap();
    let segment = Segment::create(key, size, Mode::OWNER).unwrap();
    let _segment = segment.remove_on_drop();
    let ran = run_program(chapter(5), &["--key", &key.to_string()]).expect_code(1);
    let both = format!("help: the key {key} ({}) is taken", key.number());
    assert!(ran.stderr.contains(&both), "{}", ran.stderr);
    let remove = format!("needed:\n      ipcrm -M {key}\n");
    assert!(ran.stderr.contains(&remove), "{}", ran.stderr);
}
