//! The members of lab 8's set.

pub const EMPTY: u16 = 0;
pub const FULL: u16 = 1;
pub const MUTEX: u16 = 2;
