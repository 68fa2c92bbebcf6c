//! Why a program fails: found from what was seen of it, and not from which check it failed.
//!
//! Each file knows one kind of mistake, and is asked in the order of [`KINDS`]: what ends a program
//! comes before what it printed, and what it printed before what it was asked for.

mod buffer;
mod calls;
mod crash;
mod ended_early;
mod extra_line;
mod hang;
mod left;
mod mode;
mod not_printed;
pub mod seen;
mod symbol;
mod untested;

use self::seen::{Cause, Seen};

type Kind = fn(&Seen) -> Option<Cause>;

const KINDS: [Kind; 11] = [
    crash::find,
    mode::find,
    untested::zero,
    untested::find,
    symbol::find,
    calls::find,
    not_printed::find,
    hang::find,
    ended_early::find,
    left::find,
    extra_line::find,
];

/// The first cause that explains what was seen.
pub fn find(seen: &Seen) -> Option<Cause> {
    KINDS.iter().find_map(|kind| kind(seen))
}
