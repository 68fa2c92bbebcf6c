//! How a trial is kept apart from everything else.
//!
//! | file | what it holds |
//! |---|---|
//! | `namespaces` | the kinds of isolation, and how to have them |
//! | `init` | the first process of a trial's PID namespace |
//! | `confine` | what a process gives up before it becomes the program |
//! | `reach` | the files that a program can reach |
//! | `limits` | what a program may use up |
//! | `mark` | whose an object is, without a namespace |
//! | `processes` | the processes below this one, and the end of all of them |
//! | `threads` | threads for a judge, whose main thread can start none |

pub mod confine;
pub mod init;
pub mod limits;
pub mod mark;
pub mod namespaces;
pub mod processes;
mod reach;
pub mod threads;
