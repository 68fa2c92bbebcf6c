//! The labs and their checker: what is right passes, what is wrong is rejected by name, and
//! nothing that a program does takes the checker down.

// A panic is how a test fails, also in its helpers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "labs/commands.rs"]
mod commands;
#[path = "labs/formats.rs"]
mod formats;
#[path = "labs/hostile.rs"]
mod hostile;
#[path = "labs/mutants.rs"]
mod mutants;
#[path = "labs/right.rs"]
mod right;
#[path = "labs/support.rs"]
mod support;
