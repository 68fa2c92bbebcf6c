//! `cargo lab grade`: the programs of a whole class.
//!
//! | file | what it holds |
//! |---|---|
//! | `submission` | a student's folder, and the program in it |
//! | `grader` | one submission judged, by the checker in a process of its own |
//! | `lifeline` | the end of that process, when grading ends |
//! | `store` | results, kept as they come, so that a grading that was stopped goes on |
//! | `class` | all submissions side by side |
//! | `tables` | `grades.csv` and `results.json` |

pub mod class;
mod grader;
pub mod lifeline;
mod store;
mod submission;
mod tables;
