//! Chapter 1: create a segment.
//!
//! `shmget` makes memory that belongs to the kernel, not to you. You learn what finds it (a key),
//! what names it (an id), how large it is, and that it is still there when its creator is gone.
//!
//!     cargo run --bin chapter1 [-- --step] [--key KEY]

#![forbid(unsafe_code)]

use std::num::NonZeroUsize;
use std::process::ExitCode;

use nix::sys::stat::umask;
use shm_workbook::lesson::{self, Lesson, refused};
use shm_workbook::{Errno, Key, Mode, Segment};

const USAGE: &str = "\
usage: chapter1 [--step] [--key KEY]
  create segments, and see what the kernel says about them
  --key KEY  the key to show, decimal, or hexadecimal as 0x4d2;
             default: a fresh one
  --step     wait for Enter after each step";

/// What the document asks for.
const SIZE: NonZeroUsize = NonZeroUsize::new(1024).unwrap();

fn main() -> ExitCode {
    lesson::run(USAGE, chapter, &[("creator", creator)])
}

fn chapter(lesson: &mut Lesson) -> lesson::Result {
    let key = lesson.key()?.unwrap_or_else(lesson::fresh_key);
    lesson.args.done()?;

    // ANCHOR: private
    lesson.step("Create a segment without a key")?;
    let private = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    lesson.table(&[*private])?;
    lesson.notice(
        "IPC_PRIVATE is key 0: always a new segment, and no key leads to it. \
         That does not make it private: whoever learns the id may attach, if the mode allows it.",
    )?;
    // ANCHOR_END: private

    // ANCHOR: keyed
    lesson.step("Create a segment with a key")?;
    let keyed = Segment::create(key, SIZE, Mode::OWNER)?.remove_on_drop();
    lesson.table(&[*private, *keyed])?;
    lesson.notice(format_args!(
        "The key {key} is {} in decimal. ipcs shows it in hexadecimal, /proc/sysvipc in decimal. \
         It is for finding the segment. What you work with is the id, {keyed}: the kernel chose it.",
        key.number(),
    ))?;
    // ANCHOR_END: keyed

    // ANCHOR: size
    lesson.step("How large is it?")?;
    let attachment = keyed.attach_read_only()?;
    let mapped = lesson.mapping(attachment.address())?;
    lesson.notice(format_args!(
        "{SIZE} bytes asked for, {} in the kernel's table, {mapped} mapped: whole pages. \
         The rest of the page is there, but it is not yours to use.",
        attachment.size(),
    ))?;
    attachment.detach()?;
    // ANCHOR_END: size

    // ANCHOR: refusals
    lesson.step("Three refusals")?;
    let second = Segment::create(key, SIZE, Mode::OWNER).map(Segment::remove_on_drop);
    refused(second, Errno::EEXIST)?;
    lesson.notice(
        "IPC_EXCL: a new segment, or none. Without it you could not tell which you have.",
    )?;
    refused(Segment::open(lesson::fresh_key()), Errno::ENOENT)?;
    lesson
        .notice("Without IPC_CREAT nothing is created. A reader should never create.")?;
    refused(
        Segment::open_at_least(key, SIZE.saturating_add(1)),
        Errno::EINVAL,
    )?;
    lesson.notice(format_args!(
        "It has fewer bytes: the kernel compares with {SIZE}, not with the {mapped} that are mapped.",
    ))?;
    // ANCHOR_END: refusals

    lesson.step("Another process creates one, under umask 0777, and ends")?;
    let answer = lesson.ask("creator", &[])?;
    let orphan = Segment::from_id(lesson::parse(&answer)?).remove_on_drop();
    lesson.table(&[*orphan])?;
    lesson.notice(
        "Its creator has ended, the segment has not: it stays until somebody removes it. \
         The umask would have taken all rights from a file. It does not apply here: the mode is \
         what you write. 0600 is yours alone; the document's 0666 lets every user overwrite it.",
    )?;

    lesson.step("Clean up")?;
    orphan.remove()?;
    keyed.remove()?;
    private.remove()?;
    lesson.go_on(
        "Next: read chapter 1 of the book (mdbook serve book --open), solve lab 1\n\
         (cargo lab check 1), then cargo run --bin chapter2",
    )
}

/// The other process: it creates, tells the id, and ends.
// ANCHOR: creator
fn creator(lesson: &mut Lesson) -> lesson::Result {
    umask(nix::sys::stat::Mode::from_bits_truncate(0o777));
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?;
    lesson.answer(segment)
}
// ANCHOR_END: creator
