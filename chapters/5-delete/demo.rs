//! Chapter 5: delete a segment.
//!
//! `IPC_RMID` marks a segment; the last detach destroys it. You learn what happens in between, how
//! two sides can come to talk past each other, and the order that survives a crash.
//!
//!     cargo run --bin chapter5 [-- --step] [--key KEY]

#![forbid(unsafe_code)]

use std::fmt::Display;
use std::num::NonZeroUsize;
use std::process::ExitCode;

use shm_workbook::lesson::{self, Lesson, refused};
use shm_workbook::{Attachment, Bytes, Errno, Key, Mode, Segment, Stat};

const USAGE: &str = "\
usage: chapter5 [--step] [--key KEY]
  remove a segment while somebody is attached to it
  --key KEY  the key to use, decimal, or hexadecimal as 0x4d2;
             default: a fresh one
  --step     wait for Enter after each step";

const SIZE: NonZeroUsize = NonZeroUsize::new(1024).unwrap();

fn main() -> ExitCode {
    lesson::run(USAGE, chapter, &[])
}

fn chapter(lesson: &mut Lesson) -> lesson::Result {
    let key = lesson.key()?.unwrap_or_else(lesson::fresh_key);
    lesson.args.done()?;

    lesson.step("What the kernel keeps about a segment: struct shmid_ds")?;
    let old = Segment::create(key, SIZE, Mode::OWNER)?.remove_on_drop();
    let here = old.attach()?;
    here.write(0, b"old")?;
    let stat = old.stat()?;
    print_fields(lesson, &stat)?;
    lesson.notice(
        "No data and no address in it: the kernel keeps the memory, not what it means.",
    )?;

    // ANCHOR: remove
    lesson.step("Remove it while it is attached")?;
    old.remove()?;
    let old = here.segment();
    lesson.table(&[old])?;
    lesson.say(format_args!("read: {:?}", text(&here)?))?;
    lesson.notice(
        "It is marked, \"dest\", and its key is 0 now. The memory stays while somebody is attached.",
    )?;
    // ANCHOR_END: remove

    // ANCHOR: split
    lesson.step("The key is free at once")?;
    refused(Segment::open(key), Errno::ENOENT)?;
    let new = Segment::create(key, SIZE, Mode::OWNER)?.remove_on_drop();
    let there = new.attach()?;
    there.write(0, b"new")?;
    lesson.table(&[old, *new])?;
    lesson.say(format_args!(
        "read through the old attachment: {:?}",
        text(&here)?
    ))?;
    lesson.say(format_args!(
        "read through the new attachment: {:?}",
        text(&there)?
    ))?;
    lesson.notice(
        "One key, two segments. Those who came before the removal and those who came after it \
         talk past each other, and no call fails.",
    )?;
    // ANCHOR_END: split

    // ANCHOR: gone
    lesson.step("The last detach destroys it")?;
    here.detach()?;
    lesson.table(&[old, *new])?;
    refused(old.stat(), Errno::EINVAL)?;
    lesson.notice(
        "The id names nothing any more. EIDRM would mean: removed during this very call.",
    )?;
    there.detach()?;
    new.remove()?;
    // ANCHOR_END: gone

    // ANCHOR: crash_proof
    lesson.step("The order that survives a crash: create, attach, remove")?;
    let handed_over = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let attachment = handed_over.attach()?;
    handed_over.remove()?;
    let segment = attachment.segment();
    lesson.table(&[segment])?;
    let other = segment.attach()?;
    lesson.table(&[segment])?;
    lesson.notice(
        "From now on kill -9 leaves nothing behind: the kernel cleans up with the last process. Linux \
         lets others attach by id even now; POSIX does not promise it.",
    )?;
    other.detach()?;
    attachment.detach()?;
    lesson.table(&[segment])?;
    // ANCHOR_END: crash_proof
    lesson.go_on(
        "Next: read chapter 5 of the book (mdbook serve book --open), solve lab 5\n\
         (cargo lab check 5), then cargo run --bin chapter6",
    )
}

fn text(attachment: &Attachment<Bytes>) -> lesson::Result<String> {
    let mut copy = [0; 3];
    attachment.read(0, &mut copy)?;
    Ok(String::from_utf8_lossy(&copy).into_owned())
}

fn print_fields(lesson: &Lesson, stat: &Stat) -> lesson::Result {
    let field = |name, value: &dyn Display, meaning| {
        lesson.say(format_args!(
            "{name:<13} {:<11} {meaning}",
            value.to_string()
        ))
    };
    field("shm_perm.key", &stat.key, "the key")?;
    field("shm_perm.uid", &stat.owner, "owner: may remove it")?;
    field(
        "shm_perm.cuid",
        &stat.creator,
        "creator: may remove it, too",
    )?;
    field("shm_perm.mode", &stat.mode, "who may attach")?;
    field("shm_segsz", &stat.size, "bytes, as asked for")?;
    field("shm_nattch", &stat.attached, "attachments")?;
    field("shm_cpid", &stat.creator_pid, "the process that created it")?;
    field(
        "shm_lpid",
        &stat.last_pid,
        "the last one to attach or detach",
    )?;
    field(
        "shm_atime",
        &stat.attach_time,
        "last attach, in seconds since 1970",
    )?;
    field("shm_dtime", &stat.detach_time, "last detach: none yet")?;
    field(
        "shm_ctime",
        &stat.change_time,
        "created, or changed by IPC_SET",
    )
}
