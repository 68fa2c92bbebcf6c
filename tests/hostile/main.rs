//! Programs that hang, flood, multiply, or go for the checker itself. Each is worth nothing, gets its
//! answer, and leaves nothing.
//!
//! Cargo runs one test program after the other. So what is judged elsewhere is not judged beside a
//! storm of processes.

// A panic is how a test fails, also in its helpers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod attacks;
mod class;
mod ended;
mod forgers;
mod limits;
#[path = "../support/mod.rs"]
#[macro_use]
mod outside;
mod seen;
#[path = "../labs/support.rs"]
#[allow(dead_code, reason = "each test program uses its part of it")]
mod support;
mod user;
mod vandals;
mod weather;
