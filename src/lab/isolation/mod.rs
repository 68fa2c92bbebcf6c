//! How a trial is kept apart from everything else.
//!
//! | file | what it holds |
//! |---|---|
//! | `namespaces` | the kinds of isolation, and how to have them |
//! | `limits` | what a program may use up |
//! | `processes` | the processes below this one, and the end of all of them |

pub mod limits;
pub mod namespaces;
pub mod processes;
