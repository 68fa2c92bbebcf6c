//! `cargo lab grade`: the programs of a whole class.
//!
//! | file | what it holds |
//! |---|---|
//! | `labs` | which labs are graded |
//! | `archive`, `room` | a student's zip or tar.gz, unpacked |
//! | `submission` | a student's folder, and the programs in it |
//! | `language`, `crates` | the compiler for it, and what programs in Rust use |
//! | `builder`, `compile` | a source compiled: grading's side, and the role that does it |
//! | `grades` | what became of the submissions |
//! | `flaky` | whether a program, judged several times, is judged the same |
//! | `grader` | one submission judged, by the checker in a process of its own |
//! | `lifeline` | the end of that process, when grading ends |
//! | `store` | results, kept as they come, so that a grading that was stopped goes on |
//! | `class` | all submissions side by side |
//! | `tables` | `grades.csv` and `results.json` |
//! | `roster`, `csv` | the table of a learning system, with the grades filled in |
//! | `alike`, `tokens` | programs that are nearly the same |
//! | `summary` | what the grades of a class say together |
//! | `page` | `index.html` for the teacher |
//! | `letter` | a text for each student |

pub mod alike;
#[cfg(feature = "grade")]
mod archive;
mod builder;
pub mod class;
pub mod compile;
mod crates;
mod csv;
mod flaky;
mod grader;
pub mod grades;
pub mod labs;
mod language;
pub mod letter;
pub mod lifeline;
pub mod page;
#[cfg(feature = "grade")]
mod room;
pub mod roster;
mod store;
mod submission;
mod summary;
pub mod tables;
mod tokens;
