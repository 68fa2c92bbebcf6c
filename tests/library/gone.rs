//! What is gone, and what only looks like it.

use shm_workbook::lesson::fresh_key;
use shm_workbook::{Errno, Error, Key, Mode, Rounding, Segment, SemaphoreSet};

use super::remove::dead_id;
use super::{bytes, segment};

/// All of these are `EINVAL`, and none of them because an id names nothing.
#[test]
fn what_was_never_there_is_not_gone() {
    let here = segment(10).attach().unwrap().address();
    let attached = segment(10);
    let attachment = attached.attach().unwrap();
    let key = fresh_key();
    let small = Segment::create(key, bytes(10), Mode::OWNER).unwrap();
    let _small = small.remove_on_drop();
    let set = SemaphoreSet::create(Key::PRIVATE, &[1], Mode::OWNER).unwrap();
    let set = set.remove_on_drop();
    let occupied = attachment.address();
    let errors: [(&str, Error); 6] = [
        (
            "occupied",
            attached.attach_at(occupied, Rounding::Exact).unwrap_err(),
        ),
        (
            "odd",
            attached.attach_at(here + 1, Rounding::Exact).unwrap_err(),
        ),
        (
            "a limit",
            // More members than any SEMMSL allows. Not the largest size: with 32 bits, it is granted.
            SemaphoreSet::create(Key::PRIVATE, &[0; 70_000], Mode::OWNER).unwrap_err(),
        ),
        ("small", Segment::open_at_least(key, bytes(11)).unwrap_err()),
        ("no operation", set.operate(&[]).unwrap_err()),
        ("no member", set.value(1).unwrap_err()),
    ];
    for (name, error) in errors {
        assert_eq!(error.errno(), Some(Errno::EINVAL), "{name}: {error}");
        assert!(!error.is_gone(), "{name}: {error}");
    }
}

#[test]
fn what_was_removed_is_gone() {
    let dead = dead_id();
    assert!(dead.stat().unwrap_err().is_gone());
    assert!(dead.attach().unwrap_err().is_gone());
    assert!(dead.remove().unwrap_err().is_gone());
    let set = SemaphoreSet::create(Key::PRIVATE, &[1], Mode::OWNER).unwrap();
    set.remove().unwrap();
    assert!(set.value(0).unwrap_err().is_gone());
    assert!(set.values().unwrap_err().is_gone());
}
