//! The chapters, run as a reader runs them: what they print, what can go wrong, what they leave.
//!
//! One program for all of them, so that the tests of one chapter run beside those of another.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

#[macro_use]
#[path = "../support/mod.rs"]
mod support;

mod buffer;
mod chapter3;
mod chinese;
mod columns;
mod explore;
mod faults;
mod lesson;
mod measure;
mod output;
mod schedule;
mod signals;
mod torn_copies;
mod usage;
