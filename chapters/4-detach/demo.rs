//! Chapter 4: detach a segment.
//!
//! `shmdt` takes the memory out of your process. It deletes nothing. You learn what goes, what
//! stays, and who detaches for you.
//!
//!     cargo run --bin chapter4 [-- --step]

#![forbid(unsafe_code)]

use std::num::NonZeroUsize;
use std::process::ExitCode;

use shm_workbook::lesson::{self, Lesson};
use shm_workbook::{Key, Mode, Segment};

const USAGE: &str = "\
usage: chapter4 [--step]
  detach a segment, and see what goes and what stays
  --step  wait for Enter after each step";

const SIZE: NonZeroUsize = NonZeroUsize::new(1024).unwrap();
const TEXT: &[u8] = b"still here";

fn main() -> ExitCode {
    lesson::run(USAGE, chapter, &[("forgetful", forgetful)])
}

fn chapter(lesson: &mut Lesson) -> lesson::Result {
    lesson.args.done()?;

    lesson.step("Attach and write")?;
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let attachment = segment.attach()?;
    attachment.write(0, TEXT)?;
    let address = attachment.address();
    lesson.mapping(address)?;
    lesson.table(&[*segment])?;
    lesson.notice("nattch is 1, and the segment has a line in /proc/self/maps.")?;

    // ANCHOR: detach
    lesson.step("Detach")?;
    attachment.detach()?;
    lesson.mapping(address)?;
    lesson.table(&[*segment])?;
    lesson.notice(
        "nattch fell and the line is gone. A pointer to the memory would now be a trap: SIGSEGV, \
         or whatever gets mapped there next. The attachment was moved into detach(), so the \
         compiler refuses to use it again (error E0382; borrowed from it: E0505).",
    )?;
    // ANCHOR_END: detach

    // ANCHOR: again
    lesson.step("Attach again: the data is still there")?;
    let attachment = segment.attach_read_only()?;
    let mut copy = [0; TEXT.len()];
    attachment.read(0, &mut copy)?;
    lesson.say(format_args!("read: {:?}", String::from_utf8_lossy(&copy)))?;
    attachment.detach()?;
    lesson.notice("Detaching is not deleting. What you wrote belongs to the segment.")?;
    // ANCHOR_END: again

    lesson.step("A process that forgets to detach, and ends")?;
    let mut child = lesson.spawn("forgetful", &[&segment])?;
    child.answer(lesson)?;
    lesson.say("while it runs:")?;
    lesson.table(&[*segment])?;
    child.succeed(lesson)?;
    lesson.say("after its end:")?;
    lesson.table(&[*segment])?;
    lesson.notice(
        "Exit detaches, and so do exec and SIGKILL. Nothing but removal deletes.",
    )?;

    lesson.step("Clean up")?;
    segment.remove()?;
    lesson.go_on(
        "Next: read chapter 4 of the book (mdbook serve book --open), solve lab 4\n\
         (cargo lab check 4), then cargo run --bin chapter5",
    )
}

/// The other process: it attaches, waits until it is looked at, and ends without a `shmdt`.
// ANCHOR: forgetful
fn forgetful(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let attachment = segment.attach()?;
    // Without this line, Drop would detach.
    std::mem::forget(attachment);
    lesson.answer("attached")?;
    lesson.hear().map(drop)
}
// ANCHOR_END: forgetful
