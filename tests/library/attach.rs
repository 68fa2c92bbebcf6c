//! Attaching, copying, detaching.

use std::sync::mpsc::channel;
use std::thread;

use rstest::rstest;
use shm_workbook::Error;

use super::segment;

#[test]
fn attachments_are_counted_one_by_one() {
    let segment = segment(1024);
    let attached = || segment.stat().unwrap().attached;
    let first = segment.attach().unwrap();
    let second = segment.attach_read_only().unwrap();
    assert_ne!(first.address(), second.address());
    assert_eq!(
        (first.size(), first.segment(), attached()),
        (1024, *segment, 2)
    );
    first.detach().unwrap();
    assert_eq!(attached(), 1);
    drop(second);
    assert_eq!(attached(), 0);
}

#[test]
fn data_outlives_every_attachment() {
    let segment = segment(64);
    segment.attach().unwrap().write(10, b"stays").unwrap();
    let mut copy = [0; 5];
    segment
        .attach_read_only()
        .unwrap()
        .read(10, &mut copy)
        .unwrap();
    assert_eq!(&copy, b"stays");
}

#[rstest]
#[case(0, 0)]
#[case(0, 1)]
#[case(0, 15)]
#[case(1, 16)]
#[case(3, 64)]
#[case(7, 1000)]
#[case(16, 4096)]
#[case(4999, 1)]
#[case(0, 5000)]
fn a_copy_arrives_whole_and_touches_nothing_else(
    #[case] offset: usize,
    #[case] length: usize,
) {
    let attachment = segment(5000).attach().unwrap();
    let sent: Vec<u8> = (0..length).map(|i| (i % 251) as u8 + 1).collect();
    attachment.write(offset, &sent).unwrap();
    // The private side at every alignment, too.
    for shift in 0..16 {
        let mut private = vec![0; shift + length];
        attachment.read(offset, &mut private[shift..]).unwrap();
        assert_eq!(private[shift..], sent);
    }
    let mut all = vec![0; 5000];
    attachment.read(0, &mut all).unwrap();
    assert!(
        all[..offset]
            .iter()
            .chain(&all[offset + length..])
            .all(|&byte| byte == 0)
    );
}

#[rstest]
#[case(0, 1025)]
#[case(1024, 1)]
#[case(1000, 100)]
#[case(usize::MAX, 2)]
fn a_copy_past_the_end_changes_nothing(#[case] offset: usize, #[case] length: usize) {
    // The page goes on behind it: it is not the processor that refuses.
    let attachment = segment(1024).attach().unwrap();
    let refused = Err(Error::OutOfBounds {
        offset,
        length,
        size: 1024,
    });
    assert_eq!(attachment.write(offset, &vec![1; length]), refused);
    let mut private = vec![7; length];
    assert_eq!(attachment.read(offset, &mut private), refused);
    assert!(private.iter().all(|&byte| byte == 7));
    let mut all = [1; 1024];
    attachment.read(0, &mut all).unwrap();
    assert_eq!(all, [0; 1024]);
}

#[test]
fn a_published_byte_is_within_the_segment_or_refused() {
    let segment = segment(2);
    let (writer, reader) = (
        segment.attach().unwrap(),
        segment.attach_read_only().unwrap(),
    );
    assert_eq!(reader.load_acquire(1), Ok(0));
    writer.store_release(1, 9).unwrap();
    assert_eq!(reader.load_acquire(1), Ok(9));
    let refused = Error::OutOfBounds {
        offset: 2,
        length: 1,
        size: 2,
    };
    assert_eq!(writer.store_release(2, 1), Err(refused));
    assert_eq!(reader.load_acquire(2), Err(refused));
}

#[test]
fn what_was_written_before_a_published_byte_is_seen_after_it() {
    const LENGTH: usize = 200;
    let segment = segment(LENGTH + 1);
    for round in 1..=200 {
        let writer = segment.attach().unwrap();
        let reader = segment.attach_read_only().unwrap();
        let sender = thread::spawn(move || {
            writer.write(1, &[round; LENGTH]).unwrap();
            writer.store_release(0, round).unwrap();
        });
        while reader.load_acquire(0).unwrap() != round {
            thread::yield_now();
        }
        let mut copy = [0; LENGTH];
        reader.read(1, &mut copy).unwrap();
        assert_eq!(copy, [round; LENGTH]);
        sender.join().unwrap();
    }
}

#[test]
fn reading_while_another_writes_gives_some_bytes_and_no_panic() {
    let segment = segment(1000);
    let writer = segment.attach().unwrap();
    let reader = segment.attach_read_only().unwrap();
    let (stop, stopped) = channel::<()>();
    let other = thread::spawn(move || {
        while stopped.try_recv().is_err() {
            writer.write(0, "ä".repeat(500).as_bytes()).unwrap();
            writer.write(0, &[0xff; 1000]).unwrap();
        }
    });
    let known: Vec<u8> = "ä".bytes().chain([0xff, 0]).collect();
    for _ in 0..10_000 {
        let mut copy = [0; 1000];
        reader.read(0, &mut copy).unwrap();
        // Torn or not, it is a private copy: checking it and using it sees the same bytes.
        assert!(copy.iter().all(|byte| known.contains(byte)));
        let _ = String::from_utf8_lossy(&copy);
    }
    stop.send(()).unwrap();
    other.join().unwrap();
}
