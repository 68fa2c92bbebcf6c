//! The checks: a file or a folder for each lab. Each check is one function; its docs are in its
//! texts.
//!
//! | file | what it holds |
//! |---|---|
//! | `check` | what a check is, and the table that each lab begins with |
//! | `provided` | what a program under test finds: keys, segments, ids that name nothing |
//! | `left` | what must be gone at the end |
//! | `output` | what is printed, to the byte |
//! | `usage` | wrong arguments |
//! | `stay` | how long a program stays |
//! | `lab1` … `lab8` | what is asked for, and how it is seen |

pub mod check;
pub mod lab1;
pub mod lab2;
pub mod lab3;
pub mod lab4;
pub mod lab5;
pub mod lab6;
pub mod lab7;
pub mod lab8;
mod left;
mod output;
pub mod provided;
mod stay;
mod usage;
