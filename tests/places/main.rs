//! Wherever students are: each test makes a place that lacks something, and runs chapters and
//! checker in it. They work, or say in a sentence what is not there; nobody is blamed for it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

#[path = "../support/mod.rs"]
mod support;

mod allowed;
mod container;
mod filter;
mod place;
mod processes;
mod refused;
mod seen;

/// The checker.
const LAB: &str = env!("CARGO_BIN_EXE_lab");

/// The solutions of a lab that is judged by its answers, and of one that takes a tracer, too.
const SOLUTIONS: [(&str, &str); 2] = [
    ("1", env!("CARGO_BIN_EXE_solution1")),
    ("3", env!("CARGO_BIN_EXE_solution3")),
];

/// No test is about time, and the machine may have much else to do.
const PATIENT: [&str; 2] = ["--time-limit", "100"];

/// The last chapter, which measures.
const LAST: &str = env!("CARGO_BIN_EXE_chapter9");

/// All the chapters, and what makes a short run of each.
fn chapters() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    let most = (1..=8)
        .map(support::chapter)
        .zip([&[][..]].into_iter().cycle());
    most.chain([(LAST, &["--quick", "--messages", "1"][..])])
}
