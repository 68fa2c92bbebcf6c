extern crate shm_workbook;
use shm_workbook::{Error, Key, Mode, Segment, shared};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};

fn run() -> Result<(), Error> {
let size = NonZeroUsize::new(1024).unwrap();
let segment = Segment::create(Key::PRIVATE, size, Mode::OWNER)?.remove_on_drop();
// ANCHOR: typed
shared! {
    struct Counter { value: AtomicU64 }
}
let counter = segment.attach_as::<Counter>()?;
counter.value.fetch_add(1, Ordering::Relaxed);
assert_eq!(counter.value.load(Ordering::Relaxed), 1);
// ANCHOR_END: typed
Ok(())
}

fn main() {
    run().unwrap();
}
