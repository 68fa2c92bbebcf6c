//! Chapter 2: attach a segment.
//!
//! `shmat` makes a segment's memory show at an address of your process. Attached twice, it
//! shows twice. You learn what an address is worth, and what read-only means.
//!
//!     cargo run --bin chapter2 [-- --step]

#![deny(unsafe_code)] // but for one function, in misuse.rs

mod misuse;

use std::num::NonZeroUsize;
use std::process::ExitCode;

use nix::sys::signal::Signal;
use shm_workbook::lesson::{self, Ending, Failure, Lesson, Role, refused};
use shm_workbook::{Errno, Key, Mode, Rounding, Segment};

const USAGE: &str = "\
usage: chapter2 [--step]
  attach one segment several times, in two processes, and read-only
  --step  wait for Enter after each step";

const SIZE: NonZeroUsize = NonZeroUsize::new(1024).unwrap();
const TEXT: &[u8] = b"one memory";

fn main() -> ExitCode {
    let roles: [Role; 2] = [
        ("neighbour", neighbour),
        ("intruder", misuse::store_into_read_only),
    ];
    lesson::run(USAGE, chapter, &roles)
}

fn chapter(lesson: &mut Lesson) -> lesson::Result {
    lesson.args.done()?;

    // ANCHOR: attach
    lesson.step("Attach")?;
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let first = segment.attach()?;
    lesson.mapping(first.address())?;
    lesson.table(&[*segment])?;
    lesson.notice(
        "The kernel chose the address. In the line from /proc/self/maps, s is for shared, and the \
         inode is the id. \"(deleted)\" is always there: no file has this name.",
    )?;
    // ANCHOR_END: attach

    // ANCHOR: twice
    lesson.step("Attach again: two addresses, one memory")?;
    let second = segment.attach()?;
    first.write(0, TEXT)?;
    let mut copy = [0; TEXT.len()];
    second.read(0, &mut copy)?;
    lesson.say(format_args!(
        "written at {:#x}, read at {:#x}: {:?}",
        first.address(),
        second.address(),
        String::from_utf8_lossy(&copy),
    ))?;
    lesson.table(&[*segment])?;
    lesson.notice(
        "nattch counts attachments, not processes: this one process counts twice.",
    )?;
    // ANCHOR_END: twice

    // ANCHOR: neighbour
    lesson.step("Attach in another process")?;
    let answer = lesson.ask("neighbour", &[&segment])?;
    lesson.say(format_args!(
        "here it is at {:#x}, there it was at {answer}",
        first.address()
    ))?;
    lesson.table(&[*segment])?;
    lesson.notice(
        "An address means nothing to another process. Store offsets in a segment, never pointers. \
         The other process has ended, and its attachment with it.",
    )?;
    // ANCHOR_END: neighbour

    // ANCHOR: wish
    lesson.step("Wish for an address")?;
    let wish = second.address();
    second.detach()?;
    refused(segment.attach_at(wish + 5, Rounding::Exact), Errno::EINVAL)?;
    let second = segment.attach_at(wish + 5, Rounding::Down)?;
    refused(segment.attach_at(wish, Rounding::Exact), Errno::EINVAL)?;
    lesson.notice(
        "The second argument of shmat is a wish. It has to be the beginning of a page, or SHM_RND \
         rounds it down to one; and it has to be free, as it was after the detach, and no longer \
         is now. Let the kernel choose: what is free here is taken in another process.",
    )?;
    // ANCHOR_END: wish

    // ANCHOR: read_only
    lesson.step("Attach read-only")?;
    let window = segment.attach_read_only()?;
    window.read(0, &mut copy)?;
    lesson.say(format_args!("read: {:?}", String::from_utf8_lossy(&copy)))?;
    lesson.notice("A ReadOnly attachment has no method that stores: a program that tries does not compile.")?;
    // ANCHOR_END: read_only

    lesson.step("And if a program stores anyway?")?;
    let ending = lesson.spawn("intruder", &[&segment])?.finish(lesson)?;
    if ending != Ending::Killed(Signal::SIGSEGV) {
        return Err(Failure::Other {
            what: format!("the intruder should be ended by SIGSEGV, but: {ending:?}"),
            help: "its store into the read-only attachment should have ended it; if it has an error of \
                   its own above, begin with that one"
                .into(),
        });
    }
    lesson.say("the intruder was ended by SIGSEGV (signal 11)")?;
    lesson.table(&[*segment])?;
    lesson.notice("The processor refuses the store. The kernel ends the program, and detaches for it.")?;

    lesson.step("Clean up")?;
    window.detach()?;
    second.detach()?;
    first.detach()?;
    segment.remove()?;
    lesson.go_on(
        "Next: read chapter 2 of the book (mdbook serve book --open), solve lab 2\n\
         (cargo lab check 2), then cargo run --bin chapter3",
    )
}

/// The other process: it attaches the same segment and tells where.
fn neighbour(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let attachment = segment.attach()?;
    let mut copy = [0; TEXT.len()];
    attachment.read(0, &mut copy)?;
    lesson.say(format_args!("read: {:?}", String::from_utf8_lossy(&copy)))?;
    lesson.answer(format_args!("{:#x}", attachment.address()))
}
