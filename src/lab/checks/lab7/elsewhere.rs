//! Where the witness sees no access: nothing is tried, and rounds as they come have to do.

use super::tried::{Judge, NO_WITNESS, Tried};
use crate::trial::Trial;
use crate::verdict::Objection;

pub fn each_order(_: &Trial, _: Judge) -> Result<Tried, Objection> {
    Ok(NO_WITNESS)
}

pub fn n_each(_: &Trial) -> Result<Tried, Objection> {
    Ok(NO_WITNESS)
}

pub fn each_kill(_: &Trial) -> Result<Tried, Objection> {
    Ok(NO_WITNESS)
}

pub fn each_signal(_: &Trial) -> Result<Tried, Objection> {
    Ok(NO_WITNESS)
}
