//! All that can happen when processes increment one shared counter, exactly.
//!
//! An increment is three steps: load the counter, add one, store the sum. The add is
//! private
//! to the process, so only the order of loads and stores matters. A [`Schedule`] is such
//! an order.

mod schedule;
mod schedule_error;
mod step;

pub use schedule::Schedule;
pub use schedule_error::ScheduleError;
pub use step::{Action, Process, Step};
