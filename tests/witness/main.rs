//! The witness: it sees exactly the accesses that are made, finds the races that are there and no others,
//! and runs all orders.

// A panic is how a test fails, also in its helpers.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(target_arch = "x86_64")]

mod counts;
mod explored;
#[path = "../support/markdown.rs"]
mod markdown;
mod page;
mod races;
#[path = "../support/recorded.rs"]
mod recorded;
mod replayed;
mod restless;
mod seen;
mod shared;
mod tasks;
mod told;
mod traced;
