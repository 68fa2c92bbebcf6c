//! Chapter 3 between unrelated processes: Rust and C on either side, and everything that can be
//! in the way: a foreign segment, a leftover, a text that does not fit, a liar in memory.

mod another_user;
mod in_the_way;
mod texts;
mod waiting;
mod with_c;

use std::num::NonZeroUsize;

use crate::support::{Ran, chapter, run_program};
use shm_workbook::{Errno, Key, Mode, RemoveOnDrop, Segment};

const SIZE: usize = 1024;

fn write(key: Key, text: &str) -> Ran {
    run_program(
        chapter(3),
        &["write", "--key", &key.to_string(), "--", text],
    )
}

fn read(key: Key) -> Ran {
    run_program(chapter(3), &["read", "--key", &key.to_string()])
}

fn create(key: Key, size: usize, mode: Mode) -> RemoveOnDrop<Segment> {
    let size = NonZeroUsize::new(size).unwrap();
    Segment::create(key, size, mode).unwrap().remove_on_drop()
}

fn holds(segment: Segment, expected: &[u8]) -> bool {
    let mut copy = vec![0; expected.len()];
    segment
        .attach_read_only()
        .unwrap()
        .read(0, &mut copy)
        .unwrap();
    copy == expected
}

fn is_free(key: Key) -> bool {
    Segment::open(key).is_err_and(|error| error.errno() == Some(Errno::ENOENT))
}
