//! The model of every interleaving against brute force, and against what is known about
//! it.

// A panic is how a test fails; clippy knows that of test functions, not of their helpers.
#![allow(clippy::unwrap_used)]

mod book_data;
mod brute_force;
mod buffer;
mod cost;
mod counts;
mod locks;
mod machine;
#[path = "../support/recorded.rs"]
mod recorded;
mod refusals;
mod schedules;
mod svg;
