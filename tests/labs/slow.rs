//! A slow language has a hundred thousand instructions between attach and store.

use rstest::rstest;

use crate::outside;
use crate::support::{Compiled, c_source, check, ids, package};

#[test]
fn a_writer_in_python_publishes_last_even_with_a_short_limit() {
    if !outside::has("python3", "--version") {
        return;
    }
    let writer = package().join("tests/labs/python/writer.py");
    let program = format!("python3 '{}'", writer.display());
    let more = ["--only", "lab3.publishes-last", "--time-limit", "4"];
    let report = check(3, &program, &more);
    if report["not_judged"] == serde_json::json!([]) {
        assert_eq!(
            ids(&report, "passed"),
            ["lab3.publishes-last"],
            "{report:#}"
        );
    }
}

/// Wherever a segment is attached, its bytes are the same.
#[rstest]
#[case::right("", "passed")]
#[case::the_state_first("atomic_store(&message->state, FULL);", "failed")]
fn a_writer_that_is_attached_in_six_places(#[case] early: &str, #[case] status: &str) {
    let copy = "memcpy(message->text, text, length);";
    let more = format!("for (int i = 0; i < 5; i++) shmat(id, NULL, 0); {early} {copy}");
    let source = c_source(3).replace(copy, &more);
    assert!(source.contains(&more));
    let compiled = Compiled::from(&source, false);
    let report = check(3, compiled.program(), &["--only", "lab3.publishes-last"]);
    if report["not_judged"] == serde_json::json!([]) {
        assert_eq!(ids(&report, status), ["lab3.publishes-last"], "{report:#}");
    }
}
