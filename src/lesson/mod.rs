//! What all chapters share: printing steps, arguments, children, errors and exit codes.
//!
//! A reader of a chapter can ignore this module: every System V call of a lesson stands in the
//! chapter itself. Here is only what would otherwise be written eight times.
//!
//! | file | what it holds |
//! |---|---|
//! | `args` | [`Args`]: the command line |
//! | `child` | [`Child`]: this program, run again in a role |
//! | `course` | [`Lesson`]: what a chapter gets, from its begin to its end |
//! | `failure` | [`Failure`]: what is printed behind `error:`; [`Result`] |
//! | `help` | what to do about each errno of each call |
//! | `kernel` | what the kernel says: rows as in `ipcs -m`, lines of `/proc/self/maps` |
//! | `layout` | how a line looks: indented, folded, with a style |
//! | `output` | lines on stdout, where writing may fail |
//! | `role` | starting a child, and being one |
//! | `run` | [`run`], which a chapter's `main` calls |
//! | `signals` | waiting for something without missing Ctrl-C |
//! | `steps` | what a lesson prints |
//! | `undone` | removals that failed where nobody could return an error |
//! | `words` | the same words in Chinese, from `zh-CN.po` |

mod args;
mod child;
mod course;
mod failure;
mod help;
mod kernel;
mod layout;
mod output;
mod role;
mod run;
mod signals;
mod steps;
mod undone;
mod words;

pub use args::{Args, number, parse};
pub use child::{Child, Ending};
pub use course::{Lesson, fresh_key};
pub use failure::{Failure, Result, refused};
pub use role::{Play, Role};
pub use run::run;
