//! The labs and their checker: what is right passes, what is wrong is rejected by name, and
//! nothing that a program does takes the checker down.

// A panic is how a test fails, also in its helpers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod attacks;
mod commands;
mod forgers;
mod formats;
mod grading;
mod hostile;
mod languages;
mod mutants;
#[path = "../support/mod.rs"]
#[macro_use]
mod outside;
mod places;
mod right;
mod support;
mod surroundings;
mod vandals;
mod wrapped;
