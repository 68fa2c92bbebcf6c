//! What the kernel passes on is bytes, and a program has to take whatever comes.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::process::Command;

use crate::support::{CHECKER, SOLUTIONS, STARTERS, text};

/// Solutions and starters want one to three numbers.
#[test]
fn an_argument_that_is_not_utf8_is_wrong_usage() {
    let word = OsStr::from_bytes(b"\xff\xfe");
    let own: &[&[&str]] = &[&[], &["check"], &["hint"], &["check", "1", "--program"]];
    let own = own.iter().map(|before| (CHECKER, *before, 1));
    let labs = SOLUTIONS.iter().chain(&STARTERS);
    let labs = labs.flat_map(|lab| (1..=3).map(|words| (*lab, &[][..], words)));
    for (program, before, words) in own.chain(labs) {
        let mut command = Command::new(program);
        let output = command
            .args(before)
            .args(vec![word; words])
            .output()
            .unwrap();
        let said = text(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{program} {before:?}: {said}"
        );
        assert!(!said.contains("panicked"), "{program}: {said}");
        assert!(!said.trim().is_empty(), "{program}");
    }
}
