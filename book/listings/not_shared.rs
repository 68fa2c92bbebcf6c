extern crate shm_workbook;
use shm_workbook::{Error, Segment};
use std::sync::atomic::AtomicBool;

fn f(segment: Segment) -> Result<(), Error> {
// ANCHOR: bool
    segment.attach_as::<AtomicBool>()?;
// ANCHOR_END: bool
    Ok(())
}

fn main() {}
