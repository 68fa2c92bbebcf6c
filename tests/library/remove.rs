//! Removing, and the duty to.

use std::panic::{AssertUnwindSafe, catch_unwind};

use shm_workbook::lesson::fresh_key;
use shm_workbook::{Attachment, Bytes, Errno, Key, Mode, Segment, Semaphore};

use super::{assert_errno, bytes, segment, semaphore};

/// An id that names nothing any more.
pub fn dead_id() -> Segment {
    let segment = segment(1);
    let id = *segment;
    segment.remove().unwrap();
    id
}

#[test]
fn a_dead_id_is_harmless() {
    let dead = dead_id();
    assert_errno(dead.stat(), Errno::EINVAL);
    assert_errno(dead.attach(), Errno::EINVAL);
    assert_errno(dead.remove(), Errno::EINVAL);
    assert!(dead.stat().unwrap_err().is_gone());
}

#[test]
fn removal_waits_for_the_last_detach() {
    let key = fresh_key();
    let segment = Segment::create(key, bytes(1024), Mode::OWNER)
        .unwrap()
        .remove_on_drop();
    let here: Attachment<Bytes> = segment.attach().unwrap();
    let id = here.segment();
    segment.remove().unwrap();
    let stat = id.stat().unwrap();
    assert!(stat.marked_for_removal && stat.key == Key::PRIVATE && stat.attached == 1);
    // Removing twice is fine as long as it is there; and the key is free.
    id.remove().unwrap();
    let second = Segment::create(key, bytes(1024), Mode::OWNER)
        .unwrap()
        .remove_on_drop();
    assert_ne!(*second, id);
    here.write(0, b"alive").unwrap();
    // Linux lets others attach by id even now.
    let there = id.attach().unwrap();
    here.detach().unwrap();
    assert_eq!(there.load_acquire(0), Ok(b'a'));
    there.detach().unwrap();
    assert_errno(id.stat(), Errno::EINVAL);
}

#[test]
fn dropping_a_name_removes_nothing_and_dropping_the_duty_does() {
    let id = {
        let segment = Segment::create(Key::PRIVATE, bytes(1), Mode::OWNER).unwrap();
        let copy = segment;
        drop(format!("{segment}{copy}"));
        segment
    };
    assert!(id.stat().is_ok());
    drop(id.remove_on_drop());
    assert_errno(id.stat(), Errno::EINVAL);
}

#[test]
fn a_duty_can_be_given_up_and_survives_a_panic() {
    let kept = segment(1).keep();
    assert!(kept.stat().is_ok());
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _duty = kept.remove_on_drop();
        panic!("in the middle of the work");
    }));
    assert!(panicked.is_err());
    assert_errno(kept.stat(), Errno::EINVAL);
}

#[test]
fn a_removal_that_fails_is_reported() {
    let segment = segment(1);
    Segment::from_id(segment.id()).remove().unwrap();
    assert_errno(segment.remove(), Errno::EINVAL);
    let semaphore = semaphore(0);
    Semaphore::from_id(semaphore.id()).remove().unwrap();
    assert_errno(semaphore.remove(), Errno::EINVAL);
}
