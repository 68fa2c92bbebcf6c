//! Where the witness sees no access: nothing is tried, and rounds as they come have to do.

use super::tried::Tried;
use crate::trial::Trial;
use crate::verdict::Objection;

/// What has to be so in an order.
#[derive(Debug, Clone, Copy)]
pub enum Judge {
    Counts,
    OneAtATime,
}

pub fn each_order(_: &Trial, _: Judge) -> Result<Tried, Objection> {
    Ok(Tried::NotAll)
}

pub fn n_each(_: &Trial) -> Result<Tried, Objection> {
    Ok(Tried::NotAll)
}

pub fn each_kill(_: &Trial) -> Result<Tried, Objection> {
    Ok(Tried::NotAll)
}

pub fn each_signal(_: &Trial) -> Result<Tried, Objection> {
    Ok(Tried::NotAll)
}
