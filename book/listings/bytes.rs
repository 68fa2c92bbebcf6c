extern crate shm_workbook;
use shm_workbook::{Error, Key, Mode, Segment};
use std::num::NonZeroUsize;

fn run() -> Result<(), Error> {
let size = NonZeroUsize::new(1024).unwrap();
let segment = Segment::create(Key::PRIVATE, size, Mode::OWNER)?.remove_on_drop();
// ANCHOR: bytes
let attachment = segment.attach()?;
attachment.write(0, b"hello")?;
let mut copy = [0; 5];
attachment.read(0, &mut copy)?;
assert_eq!(&copy, b"hello");
assert!(attachment.read(1020, &mut copy).is_err()); // past the end: refused
// ANCHOR_END: bytes
Ok(())
}

fn main() {
    run().unwrap();
}
