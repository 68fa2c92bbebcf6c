//! The last test program that cargo runs: which tests have not looked, and why.
//!
//! libtest keeps to itself what a test that passes prints, so this program does without it.

#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

#[path = "../support/not_checked.rs"]
#[allow(dead_code, reason = "nothing is checked here")]
mod not_checked;

use std::fs;

fn main() {
    let list = not_checked::list();
    let Ok(notes) = fs::read_to_string(&list) else {
        return;
    };
    fs::remove_file(&list).expect("the list that was just read");
    let mut notes: Vec<&str> = notes.lines().collect();
    notes.sort_unstable();
    notes.dedup();
    println!(
        "\n{} tests passed without having looked:\n{}",
        notes.len(),
        notes.join("\n")
    );
}
