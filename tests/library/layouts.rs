//! Typed attachments.

use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::thread;

use shm_workbook::{Attachment, Error, shared};

use super::segment;

shared! {
    /// A layout as a chapter would declare it.
    struct Board {
        tag: AtomicU8,
        length: AtomicU32,
        slots: [AtomicU64; 4],
    }
}

#[test]
fn a_layout_is_laid_out_as_in_c() {
    assert_eq!((size_of::<Board>(), align_of::<Board>()), (40, 8));
    let segment = segment(40);
    let board = segment.attach_as::<Board>().unwrap();
    board.tag.store(0xab, Ordering::Relaxed);
    board.length.store(0x0102_0304, Ordering::Relaxed);
    board.slots[3].store(u64::MAX, Ordering::Relaxed);
    let mut copy = [0; 40];
    segment
        .attach_read_only()
        .unwrap()
        .read(0, &mut copy)
        .unwrap();
    assert_eq!(copy[0], 0xab);
    assert_eq!(copy[4..8], 0x0102_0304_u32.to_ne_bytes());
    assert_eq!(copy[32..], [0xff; 8]);
}

#[test]
fn a_layout_that_does_not_fit_is_refused_and_detached() {
    let segment = segment(39);
    let refused = segment.attach_as::<Board>().unwrap_err();
    assert_eq!(
        refused,
        Error::TooSmall {
            needed: 40,
            actual: 39
        }
    );
    assert_eq!(segment.stat().unwrap().attached, 0);
}

#[test]
fn two_attachments_count_on_one_counter_exactly() {
    let segment = segment(8);
    let count = |attachment: &Attachment<AtomicU64>| {
        for _ in 0..10_000 {
            attachment.fetch_add(1, Ordering::Relaxed);
        }
    };
    let [first, second] = [(); 2].map(|()| segment.attach_as::<AtomicU64>().unwrap());
    thread::scope(|scope| {
        scope.spawn(|| count(&first));
        scope.spawn(|| count(&second));
        // One attachment, used by two threads.
        scope.spawn(|| count(&first));
    });
    assert_eq!(second.load(Ordering::Relaxed), 30_000);
}
