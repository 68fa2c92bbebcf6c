//! Layouts whose length is known at run time, and segments that may only be read.

use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};
use std::thread;

use rstest::rstest;
use shm_workbook::{Error, Headed, shared};

use super::segment;

shared! {
    struct Ends {
        first: AtomicU32,
        last: AtomicU32,
        kind: AtomicU8,
    }
}

shared! {
    struct Pair {
        left: AtomicU16,
        right: AtomicU64,
    }
}

#[rstest]
#[case(1, 0)]
#[case(7, 0)]
#[case(8, 1)]
#[case(4096, 512)]
#[case(5000, 625)]
fn a_slice_has_as_many_items_as_there_is_room_for(
    #[case] size: usize,
    #[case] items: usize,
) {
    let segment = segment(size);
    let slice = segment.attach_as::<[AtomicU64]>().unwrap();
    assert_eq!(slice.len(), items);
    for (index, item) in slice.iter().enumerate() {
        item.store(index as u64 + 1, Ordering::Relaxed);
    }
    let monitor = segment.attach_as_read_only::<[AtomicU64]>().unwrap();
    assert_eq!(monitor.len(), items);
    for index in 0..items {
        assert_eq!(monitor.get(index).unwrap().into_inner(), index as u64 + 1);
    }
    assert!(monitor.get(items).is_none());
}

#[test]
fn a_header_stands_in_front_of_its_items() {
    // 12 bytes of header, then the first multiple of 8.
    assert_eq!(size_of::<Ends>(), 12);
    let segment = segment(16 + 5 * 8 + 7);
    let queue = segment.attach_as::<Headed<Ends, AtomicU64>>().unwrap();
    assert_eq!(queue.items.len(), 5);
    queue.header.first.store(1, Ordering::Relaxed);
    queue.header.last.store(2, Ordering::Relaxed);
    queue.header.kind.store(3, Ordering::Relaxed);
    queue.items[0].store(0x0a0a, Ordering::Relaxed);
    queue.items[4].store(u64::MAX, Ordering::Relaxed);
    let mut copy = [0; 63];
    segment
        .attach_read_only()
        .unwrap()
        .read(0, &mut copy)
        .unwrap();
    assert_eq!((copy[0], copy[4], copy[8], copy[16]), (1, 2, 3, 0x0a));
    assert_eq!((&copy[48..56], &copy[56..]), (&[0xff; 8][..], &[0; 7][..]));

    let monitor = segment
        .attach_as_read_only::<Headed<Ends, AtomicU64>>()
        .unwrap();
    let header = monitor.header();
    assert_eq!((header.last.into_inner(), header.kind.into_inner()), (2, 3));
    assert_eq!(
        (monitor.len(), monitor.get(4).unwrap().into_inner()),
        (5, u64::MAX)
    );
    assert!(monitor.get(5).is_none() && monitor.get(usize::MAX).is_none());
}

#[test]
fn a_header_that_does_not_fit_is_refused_and_detached() {
    let segment = segment(15);
    let (needed, actual) = (16, 15);
    let refused = Some(Error::TooSmall { needed, actual });
    type Queue = Headed<Ends, AtomicU64>;
    assert_eq!(segment.attach_as::<Queue>().err(), refused);
    assert_eq!(segment.attach_as_read_only::<Queue>().err(), refused);
    assert_eq!(segment.stat().unwrap().attached, 0);
}

#[test]
fn an_end_that_is_no_multiple_of_the_alignment_is_no_item() {
    let segment = segment(13);
    let bytes = segment.attach_as::<Headed<AtomicU64, AtomicU8>>().unwrap();
    assert_eq!(bytes.items.len(), 5);
    bytes.items[4].store(1, Ordering::Relaxed);
}

#[test]
fn a_monitor_gives_copies_of_every_kind_of_field() {
    let segment = segment(size_of::<Pair>());
    let pair = segment.attach_as::<Pair>().unwrap();
    let monitor = segment.attach_as_read_only::<Pair>().unwrap();
    pair.left.store(0xabcd, Ordering::Relaxed);
    pair.right.store(u64::MAX - 1, Ordering::Relaxed);
    let seen = monitor.load();
    assert_eq!(seen.left.load(Ordering::Relaxed), 0xabcd);
    assert_eq!(seen.right.into_inner(), u64::MAX - 1);
    // It is a copy: nobody else sees this, and nothing crashes.
    seen.left.store(1, Ordering::Relaxed);
    assert_eq!(pair.left.load(Ordering::Relaxed), 0xabcd);
    let odd = super::segment(3);
    odd.attach().unwrap().write(0, &[1, 2, 3]).unwrap();
    let odd = odd.attach_as_read_only::<[AtomicU8; 3]>().unwrap().load();
    assert_eq!(odd.map(AtomicU8::into_inner), [1, 2, 3]);
}

#[test]
fn no_field_of_a_copy_is_torn() {
    let segment = segment(size_of::<Pair>());
    let pair = segment.attach_as::<Pair>().unwrap();
    let monitor = segment.attach_as_read_only::<Pair>().unwrap();
    let writer = thread::spawn(move || {
        for _ in 0..20_000 {
            for value in [0, u64::MAX] {
                pair.right.store(value, Ordering::Relaxed);
            }
        }
    });
    while !writer.is_finished() {
        let right = monitor.load().right.into_inner();
        assert!(right == 0 || right == u64::MAX, "{right:#x}");
    }
    writer.join().unwrap();
}

#[test]
fn what_was_stored_before_is_seen_after_by_a_monitor() {
    let segment = segment(16);
    let writer = segment.attach_as::<[AtomicU64]>().unwrap();
    let monitor = segment.attach_as_read_only::<[AtomicU64]>().unwrap();
    let sender = thread::spawn(move || {
        for round in 1..=20_000 {
            writer[1].store(round, Ordering::Relaxed);
            writer[0].store(round, Ordering::Release);
        }
    });
    let at = |index| monitor.get(index).unwrap().into_inner();
    while at(0) < 20_000 {
        let (published, data) = (at(0), at(1));
        assert!(data >= published, "{data} before {published}");
    }
    sender.join().unwrap();
}
