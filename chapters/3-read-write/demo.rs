//! Chapter 3: write and read.
//!
//! The document's two programs, by unrelated processes that share nothing but a key. The text
//! stands at offset 0 and ends with a NUL, so that a C program can be on either side.
//!
//!     cargo run --bin chapter3                    both, one after the other
//!     cargo run --bin chapter3 -- write "Hello"   in one terminal
//!     cargo run --bin chapter3 -- read            in another

#![forbid(unsafe_code)]

mod protocol;
mod reader;
mod writer;

use std::process::ExitCode;
use std::time::Duration;

use protocol::KEY;
use shm_workbook::lesson::{self, Failure, Lesson};
use shm_workbook::{Key, Segment};

const USAGE: &str = "\
usage: chapter3 [--step] [--key KEY]
       chapter3 write [TEXT] [--key KEY]
       chapter3 read [--wait SECONDS] [--key KEY]
  write a text into a segment; read it from another process, which removes it
  TEXT            at most 1023 bytes; default: Hello from shared memory!
  --key KEY       decimal, or hexadecimal as 0x4d2; default: 1234
  --wait SECONDS  how long the reader waits for a text; default: not at all
  --step          wait for Enter after each step";

const TEXT: &str = "Hello from shared memory!";

fn main() -> ExitCode {
    // As a child, it is the same program on the same arguments.
    lesson::run(USAGE, side, &[("writer", side), ("reader", side)])
}

fn side(lesson: &mut Lesson) -> lesson::Result {
    let key = lesson.key()?.unwrap_or(KEY);
    let wait = lesson.args.value("--wait")?.map(seconds).transpose()?;
    let side = lesson.args.positional();
    match (side.as_deref(), wait) {
        (None, None) => both(lesson, key),
        (Some("write"), None) => {
            let text = lesson.args.positional().unwrap_or(TEXT.into());
            lesson.args.done()?;
            writer::write(lesson, key, &text)
        }
        (Some("read"), wait) => {
            lesson.args.done()?;
            reader::read(lesson, key, wait.unwrap_or_default())
        }
        (None | Some("write"), Some(_)) => {
            Err(Failure::Usage("--wait goes with read".into()))
        }
        (Some(word), _) => Err(Failure::Usage(format!(
            "{word:?} is neither write nor read"
        ))),
    }
}

fn seconds(text: String) -> lesson::Result<Duration> {
    let whole = text.parse().map(Duration::from_secs);
    whole.map_err(|_| Failure::Usage(format!("--wait takes whole seconds, not {text}")))
}

/// Without the kernel's table this ends here, and a call of our own finds what must not stay.
fn left_by_the_writer(lesson: &Lesson, key: Key) -> lesson::Result<Segment> {
    let found = lesson.find(key);
    if found.is_err() {
        drop(Segment::open(key).map(Segment::remove_on_drop));
    }
    found
}

fn both(lesson: &mut Lesson, key: Key) -> lesson::Result {
    lesson.args.done()?;
    lesson.step("The writer: create, attach, write, detach")?;
    lesson
        .spawn("writer", &[&"--key", &key, &"write"])?
        .succeed(lesson)?;
    // The writer leaves its segment for the reader. If there will be no reader, we remove it.
    let segment = left_by_the_writer(lesson, key)?.remove_on_drop();
    lesson.table(&[*segment])?;
    lesson.notice(
        "Nobody is attached, the writer has ended, and the text is still there.",
    )?;

    lesson.step("The reader: find, attach, read, detach, remove")?;
    lesson
        .spawn("reader", &[&"--key", &key, &"read"])?
        .succeed(lesson)?;
    lesson.table(&[segment.keep()])?;
    lesson.notice(
        "No call moved the text. IPC_STAT only asks for the size; what happens between it and \
         shmdt is loads and stores, which the kernel does not see.",
    )?;

    lesson.go_on(
        "Now in two terminals: cargo run --bin chapter3 -- write \"your text\", and\n\
         cargo run --bin chapter3 -- read\n\
         Next: read chapter 3 of the book (mdbook serve book --open), solve lab 3\n\
         (cargo lab check 3), then cargo run --bin chapter4",
    )
}
