//! Each chapter's help, and what it says of wrong arguments.

use std::process::Command;

use rstest::rstest;

use crate::support::{chapter, run, run_program};

#[rstest]
fn its_help_is_its_usage(#[values(1, 2, 3, 4, 5, 6, 7, 8)] number: usize) {
    let ran = run_program(chapter(number), &["--help"]).expect_code(0);
    assert!(
        ran.stdout.starts_with(&format!("usage: chapter{number} ")),
        "{}",
        ran.stdout
    );
    let wrong = run_program(chapter(number), &["--no-such-flag"]).expect_code(2);
    assert_eq!(wrong.stdout, "");
    let expected = format!("error: unknown argument \"--no-such-flag\"\n{}", ran.stdout);
    assert_eq!(wrong.stderr, expected);
}

#[rstest]
#[case(1, &["--key"], "--key needs a value")]
#[case(1, &["--key", "1x"], "--key 1x is no key (a decimal number, or hexadecimal as 0x4d2,")]
#[case(5, &["--key", "0x100000000"], "--key 0x100000000 is no key")]
#[case(5, &["--key", "0"], "--key 0 is IPC_PRIVATE")]
#[case(3, &["write", "--key", "0x0"], "--key 0 is IPC_PRIVATE")]
#[case(3, &["wirte"], "\"wirte\" is neither write nor read")]
#[case(3, &["write", "--wait", "1"], "--wait goes with read")]
#[case(3, &["read", "--wait", "soon"], "--wait takes whole seconds, not soon")]
#[case(3, &["read", "--wait", "0.5"], "--wait takes whole seconds, not 0.5")]
#[case(3, &["write", "a", "b"], "unknown argument \"b\"")]
#[case(6, &["--schedule", "A.load A.load"], "step 2, A.load, is not possible")]
#[case(6, &["--schedule", ""], "--schedule")]
#[case(6, &["--increments", "-1"], "--increments must be 1 to 100000, not -1")]
#[case(6, &["--increments", "0"], "--increments must be 1 to 100000, not 0")]
#[case(6, &["--increments", "999999999"], "--increments must be 1 to 100000, not 999999999")]
#[case(7, &["--workers", "0"], "--workers must be 1 to 100, not 0")]
#[case(7, &["--workers", "101"], "--workers must be 1 to 100, not 101")]
#[case(7, &["--increments", "0"], "--increments must be 1 to 100000, not 0")]
#[case(8, &["--producers", "0"], "--producers must be 1 to 50, not 0")]
#[case(8, &["--consumers", "51"], "--consumers must be 1 to 50, not 51")]
#[case(8, &["--slots", "0"], "--slots must be 1 to 10000, not 0")]
#[case(8, &["--items", "10000001"], "--items must be 1 to 10000000, not 10000001")]
#[case(8, &["--pattern", "dining"], "--pattern is readers-writers or barrier, not dining")]
#[case(8, &["--pattern", "barrier", "--items", "1"], "unknown argument \"--items\"")]
#[case(7, &["--role", "worker"], "--role is for the program itself")]
fn wrong_usage_is_exit_code_2(
    #[case] number: usize,
    #[case] arguments: &[&str],
    #[case] expected: &str,
) {
    let ran = run_program(chapter(number), arguments).expect_code(2);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.starts_with("error: ") && ran.stderr.contains(expected),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("\nusage: "), "{}", ran.stderr);
}

#[test]
fn an_argument_that_is_not_utf8_is_wrong_usage() {
    use std::os::unix::ffi::OsStrExt;
    let argument = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let others = [
        env!("CARGO_BIN_EXE_explore6"),
        env!("CARGO_BIN_EXE_chapter9"),
    ];
    for program in (1..=8).map(chapter).chain(others) {
        let ran = run(Command::new(program).arg(argument)).expect_code(2);
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
        assert!(ran.stderr.contains("is not UTF-8"), "{}", ran.stderr);
    }
}
