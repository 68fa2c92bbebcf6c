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
    let (left, notes): (Vec<&str>, Vec<&str>) = notes
        .into_iter()
        .partition(|note| note.starts_with(not_checked::LEFT_TO_CI));
    if !notes.is_empty() {
        let count = notes.len();
        let notes = notes.join("\n");
        println!("\n{count} tests passed without having looked:\n{notes}");
    }
    if !left.is_empty() {
        let count = left.len();
        println!(
            "\n{count} tests left cases to `CI=true cargo test`, which takes far longer."
        );
    }
}
