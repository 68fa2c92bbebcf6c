//! All that can happen when processes increment one shared counter, exactly.
//!
//! An increment is three steps: load the counter, add one, store the sum. The add is
//! private to the process, so only the order of loads and stores matters, the
//! *interleaving*. A [`Schedule`] is such an order, and a [`Program`] says how many
//! processes there are, what each does, and under which [`Lock`]. The model then tells,
//! without running or sampling anything:
//!
//! - which values the counter can end with, and by how many orders each
//!   ([`Program::outcomes`]);
//! - an order that ends with a given value ([`Program::schedule_for`]);
//! - which orders get stuck, and who waits for whom ([`Outcomes::stuck`]).
//!
//! [`Buffer`] asks the last of these questions of chapter 8's bounded buffer.
//!
//! ```
//! use shm_workbook::interleavings::Program;
//! let program = Program::new(2, 2)?;
//! let outcomes = program.outcomes::<u128>()?;
//! let table: Vec<(u64, &u128)> = outcomes.iter().collect();
//! assert_eq!(table, [(2, &32), (3, &32), (4, &6)]);
//! assert_eq!(*outcomes.total(), 70);
//!
//! let worst = program.schedule_for(2)?.unwrap();
//! assert_eq!(worst.final_value(), 2);
//! # Ok::<(), shm_workbook::interleavings::ModelError>(())
//! ```
//!
//! # Why 2 is the least
//! With two increments or more in each process, no order ends below 2, however many
//! processes there are. Every store writes at least 1: some loaded value, which is at
//! least 0, plus 1. So from the first store on the counter is at least 1 for good. Take
//! the process with the last store of all, and its last load. It has stored before, since
//! it does two increments or more; so this load finds at least 1, and the last store
//! writes at least 2. And 2 is reached: A loads 0; B does all its increments but one, and
//! any others all of theirs; A stores 1; B loads 1; A does all the others; B stores 2.
//!
//! # Why it is fast
//! Two processes with 40 increments each have more than 10⁴⁶ orders, so they cannot be
//! visited one by one. Orders that have come to the same *state* go on alike, so it is
//! enough to know how many orders lead to each state; see `survivors.rs` for how small a
//! state can be.

mod buffer;
mod count;
mod error;
mod outcomes;
mod program;
mod random;
mod schedule;
mod schedule_error;
mod search;
mod step;
mod stuck;
mod survivors;

pub use buffer::{Buffer, StuckBuffer, Waits};
pub use count::Count;
pub use error::ModelError;
pub use outcomes::Outcomes;
pub use program::{Lock, Program};
pub use schedule::Schedule;
pub use schedule_error::ScheduleError;
pub use step::{Action, Process, Step};
pub use stuck::Stuck;
