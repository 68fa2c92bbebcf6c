//! The library's behaviour: each errno that its documentation names, and each fact about the
//! kernel that a chapter relies on.
//!
//! Objects have no key, or a random one, so that the tests meet nobody.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod attach;
mod create;
mod facts;
mod forked;
mod gone;
mod keys;
mod layouts;
mod locks;
// A monitor's fields of 64 bits do not compile where one load cannot have them whole.
#[cfg(target_pointer_width = "64")]
mod monitors;
mod procfs;
mod remove;
mod semaphores;
mod sets;
mod trace;
mod waiting;
mod wishes;

use std::num::NonZeroUsize;

use shm_workbook::{Errno, Error, Key, Mode, RemoveOnDrop, Segment, Semaphore};

fn bytes(size: usize) -> NonZeroUsize {
    NonZeroUsize::new(size).unwrap()
}

fn segment(size: usize) -> RemoveOnDrop<Segment> {
    Segment::create(Key::PRIVATE, bytes(size), Mode::OWNER)
        .unwrap()
        .remove_on_drop()
}

fn semaphore(permits: u16) -> RemoveOnDrop<Semaphore> {
    Semaphore::create(Key::PRIVATE, permits, Mode::OWNER)
        .unwrap()
        .remove_on_drop()
}

#[track_caller]
fn assert_errno<T: std::fmt::Debug>(outcome: Result<T, Error>, expected: Errno) {
    assert_eq!(outcome.unwrap_err().errno(), Some(expected));
}
