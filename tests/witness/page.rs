//! What the page "See every access" shows: recorded from the programs that it lists.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::recorded;
use crate::shared::{Ran, has, lab, run};
use crate::told::as_markdown;

/// A listing, built as the page says.
fn built(folder: &Path, name: &str) -> PathBuf {
    let program = folder.join(name);
    let source = format!("{}/tests/c/{name}.c", env!("CARGO_MANIFEST_DIR"));
    let mut compile = Command::new("cc");
    compile.args(["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-g", "-o"]);
    run(compile.arg(&program).arg(source)).expect_code(0);
    program
}

/// `$ cargo lab …`, and what it prints, as the page shows it.
fn shown(words: &[&str], name: &str, n: &str) -> Option<(String, Ran)> {
    let folder = TempDir::new().unwrap();
    let program = built(folder.path(), name);
    let told = folder.path().join("told");
    let mut all = vec![words[0], "--output", told.to_str().unwrap()];
    all.extend(&words[1..]);
    all.extend(["--", program.to_str().unwrap(), n]);
    let ran = lab(&all)?;
    let told = std::fs::read_to_string(&told).unwrap();
    let command = format!("$ cargo lab {} -- ./{name} {n}", words.join(" "));
    let text = format!("{command}\n{}{told}", ran.stdout);
    Some((as_markdown(&text), ran))
}

/// The command with this exit code says what the book shows.
#[track_caller]
fn shows(file: &str, words: &[&str], (name, n): (&str, &str), code: i32) {
    if !has("cc", "--version") {
        return;
    }
    let Some((made, ran)) = shown(words, name, n) else {
        return;
    };
    assert_eq!(ran.code, Some(code), "{}", ran.stderr);
    recorded::check(file, &made);
}

#[test]
fn the_page_shows_the_trace_as_it_is() {
    shows("see-trace.md", &["trace"], ("count", "1"), 0);
}

#[test]
fn the_page_shows_a_race_in_a_run_that_counted_right() {
    shows(
        "see-races.md",
        &["races", "--turns", "whole"],
        ("count", "1"),
        1,
    );
}

#[test]
fn the_page_shows_the_order_that_fails() {
    let words = ["explore", "--final", "0=2"];
    shows("see-explore.md", &words, ("count", "1"), 1);
}

#[test]
fn the_page_shows_that_no_order_fails_with_a_semaphore() {
    let words = ["explore", "--kill", "--final", "0=4"];
    shows("see-locked.md", &words, ("count_locked", "2"), 0);
    shows("see-no-race.md", &["races"], ("count_locked", "2"), 0);
}
