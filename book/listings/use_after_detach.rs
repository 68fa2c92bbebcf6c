extern crate shm_workbook;
use shm_workbook::{Error, Segment};

fn f(segment: Segment) -> Result<(), Error> {
// ANCHOR: use
    let attachment = segment.attach()?;
    attachment.detach()?;
    attachment.write(0, b"too late")?; // the compiler says no
// ANCHOR_END: use
    Ok(())
}

fn main() {}
