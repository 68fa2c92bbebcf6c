//! The one deliberate misuse in the chapters: a store into a read-only attachment.
//!
//! It has a file of its own, because it needs `unsafe`: the library gives no way to do this.

use shm_workbook::Segment;
use shm_workbook::lesson::{self, Lesson};

/// Ends this process by `SIGSEGV`.
#[allow(unsafe_code)]
pub fn store_into_read_only(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let attachment = segment.attach_read_only()?;
    lesson.say("storing one byte ...")?;
    let byte = std::ptr::with_exposed_provenance_mut::<u8>(attachment.address());
    // SAFETY: the address is mapped, but not for writing. That is the point: this store does not
    // happen, the process ends here, and nobody else's memory has changed.
    unsafe { byte.write_volatile(1) };
    lesson.say("the store went through")
}
