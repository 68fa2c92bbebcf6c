//! The labs and their checker: what is right passes, and what is wrong is rejected by name. Programs that
//! go for the checker itself are in `tests/hostile`.

// A panic is how a test fails, also in its helpers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod busy;
mod commands;
mod formats;
mod grading;
mod grading_alike;
mod grading_archives;
mod grading_end;
mod grading_labs;
mod grading_names;
mod grading_pages;
mod grading_roster;
mod grading_sources;
mod idle;
mod languages;
mod million;
mod mistakes;
mod mutants;
mod orders;
#[path = "../support/mod.rs"]
#[macro_use]
mod outside;
mod pairs;
mod patience;
mod places;
mod right;
mod sights;
mod slow;
mod support;
mod surroundings;
mod words;
mod wrapped;
