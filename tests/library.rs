//! The library's behaviour: each errno that its documentation names, and each fact about the
//! kernel that a chapter relies on.
//!
//! Objects have no key, or a random one, so that the tests meet nobody.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

use std::num::{NonZeroU8, NonZeroUsize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use rstest::rstest;
use shm_workbook::lesson::fresh_key;
use shm_workbook::{
    Attachment, Bytes, Errno, Error, Key, Mode, RemoveOnDrop, Segment, Semaphore, shared,
};

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

// ---- keys and modes ----

#[rstest]
#[case("1234", 1234, "0x000004d2")]
#[case("0x4d2", 1234, "0x000004d2")]
#[case("0X4D2", 1234, "0x000004d2")]
#[case("0xffffffff", -1, "0xffffffff")]
#[case("-1", -1, "0xffffffff")]
#[case("0", 0, "IPC_PRIVATE")]
fn a_key_is_read_as_both_forms_and_shown_as_ipcs_does(
    #[case] text: &str,
    #[case] number: i32,
    #[case] shown: &str,
) {
    let key: Key = text.parse().unwrap();
    assert_eq!((key, key.to_string().as_str()), (Key::new(number), shown));
}

#[rstest]
#[case("")]
#[case("0x")]
#[case("4d2")]
#[case("2147483648")]
#[case("0x100000000")]
fn what_is_no_key_is_refused(#[case] text: &str) {
    assert!(text.parse::<Key>().is_err());
}

#[test]
fn a_key_from_a_path_needs_the_file_and_depends_on_the_project() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let key = |project| Key::from_path(file.path(), NonZeroU8::new(project).unwrap());
    assert_eq!(key(1).unwrap(), key(1).unwrap());
    assert_ne!(key(1).unwrap(), key(2).unwrap());
    let path = file.path().to_owned();
    drop(file);
    let gone = Key::from_path(&path, NonZeroU8::MIN);
    assert_eq!(
        gone,
        Err(Error::Ftok {
            errno: Errno::ENOENT
        })
    );
    assert_eq!(
        gone.unwrap_err().to_string(),
        "ftok: ENOENT: No such file or directory"
    );
}

#[test]
fn a_mode_has_nine_bits() {
    assert_eq!(Mode::new(0o1666).bits(), 0o666);
    assert_eq!(Mode::OWNER.to_string(), "0600");
}

// ---- create and open ----

#[test]
fn a_new_segment_is_zeros_and_knows_its_creator() {
    let segment = segment(1024);
    let stat = segment.stat().unwrap();
    assert_eq!(
        (stat.key, stat.size, stat.mode),
        (Key::PRIVATE, 1024, Mode::OWNER)
    );
    assert_eq!(
        (
            stat.attached,
            stat.last_pid,
            stat.attach_time,
            stat.detach_time
        ),
        (0, 0, 0, 0)
    );
    assert_eq!(stat.creator_pid, std::process::id() as i32);
    assert_eq!((stat.owner, stat.creator), (uid(), uid()));
    assert!(!stat.marked_for_removal);
    let mut copy = [1; 1024];
    segment.attach().unwrap().read(0, &mut copy).unwrap();
    assert_eq!(copy, [0; 1024]);
}

fn uid() -> u32 {
    nix::unistd::geteuid().as_raw()
}

#[test]
fn a_key_leads_to_its_segment_until_it_is_removed() {
    let key = fresh_key();
    assert_errno(Segment::open(key), Errno::ENOENT);
    let segment = Segment::create(key, bytes(1024), Mode::OWNER)
        .unwrap()
        .remove_on_drop();
    assert_errno(
        Segment::create(key, bytes(1024), Mode::OWNER),
        Errno::EEXIST,
    );
    // EEXIST is checked before the size.
    assert_errno(
        Segment::create(key, bytes(4096), Mode::OWNER),
        Errno::EEXIST,
    );
    assert_eq!(Segment::open(key), Ok(*segment));
    assert_eq!(Segment::open_at_least(key, bytes(1024)), Ok(*segment));
    assert_eq!(Segment::open_at_least(key, bytes(1)), Ok(*segment));
    assert_errno(Segment::open_at_least(key, bytes(1025)), Errno::EINVAL);
    segment.remove().unwrap();
    assert_errno(Segment::open(key), Errno::ENOENT);
}

#[test]
fn no_key_leads_to_a_private_segment_and_looking_creates_none() {
    assert_errno(Segment::open(Key::PRIVATE), Errno::EINVAL);
    assert_errno(
        Segment::open_at_least(Key::PRIVATE, bytes(1)),
        Errno::EINVAL,
    );
    assert_errno(Semaphore::open(Key::PRIVATE), Errno::EINVAL);
}

#[test]
fn a_size_that_no_machine_has_is_refused() {
    let outcome = Segment::create(Key::PRIVATE, NonZeroUsize::MAX, Mode::OWNER);
    let errno = outcome.unwrap_err().errno().unwrap();
    assert!(
        [Errno::EINVAL, Errno::ENOMEM, Errno::ENOSPC].contains(&errno),
        "{errno}"
    );
}

#[test]
fn an_error_names_the_call_and_what_it_was_about() {
    let error = Segment::open(Key::new(0x7ead_beef)).unwrap_err();
    let text = "shmget(0x7eadbeef, 0, 0): ENOENT: No such file or directory";
    assert_eq!(error.to_string(), text);
    let dead = dead_id();
    let text = format!("shmat({dead}, NULL, SHM_RDONLY): EINVAL: Invalid argument");
    assert_eq!(dead.attach_read_only().unwrap_err().to_string(), text);
}

#[test]
fn an_id_goes_through_text() {
    let segment = segment(1);
    assert_eq!(segment.to_string().parse(), Ok(*segment));
    assert_eq!(Segment::from_id(segment.id()), *segment);
    let semaphore = semaphore(0);
    assert_eq!(semaphore.to_string().parse(), Ok(*semaphore));
    assert_eq!(Semaphore::from_id(semaphore.id()), *semaphore);
}

// ---- attach and detach ----

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
    // The page goes on to 4096: it is not the processor that refuses.
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

// ---- typed attachments ----

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

// ---- remove ----

/// An id that names nothing any more.
fn dead_id() -> Segment {
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

// ---- semaphores ----

#[test]
fn a_permit_is_taken_and_given_back() {
    let semaphore = semaphore(2);
    let permits = || semaphore.permits().unwrap();
    let first = semaphore.acquire().unwrap();
    let second = semaphore.acquire().unwrap();
    assert_eq!(permits(), 0);
    first.release().unwrap();
    assert_eq!(permits(), 1);
    drop(second);
    assert_eq!(permits(), 2);
    assert_eq!(semaphore.last_pid().unwrap(), std::process::id() as i32);
}

#[rstest]
#[case(0)]
#[case(1)]
#[case(32767)]
fn a_new_semaphore_has_its_permits(#[case] permits: u16) {
    assert_eq!(semaphore(permits).permits(), Ok(permits));
}

#[rstest]
#[case(32768)]
#[case(u16::MAX)]
fn more_permits_than_the_kernel_counts_are_refused_and_nothing_stays(
    #[case] permits: u16,
) {
    let key = fresh_key();
    assert_errno(Semaphore::create(key, permits, Mode::OWNER), Errno::ERANGE);
    assert_errno(Semaphore::open(key), Errno::ENOENT);
}

#[test]
fn a_semaphore_is_found_by_its_key() {
    let key = fresh_key();
    assert_errno(Semaphore::open(key), Errno::ENOENT);
    let semaphore = Semaphore::create(key, 1, Mode::OWNER)
        .unwrap()
        .remove_on_drop();
    assert_errno(Semaphore::create(key, 1, Mode::OWNER), Errno::EEXIST);
    assert_eq!(Semaphore::open(key), Ok(*semaphore));
}

#[test]
fn a_signal_wakes_whoever_waits() {
    let semaphore = semaphore(0);
    let id = *semaphore;
    let waiter = thread::spawn(move || id.wait());
    until_somebody_waits(id);
    id.signal().unwrap();
    waiter.join().unwrap().unwrap();
    assert_eq!(id.permits(), Ok(0));
}

#[test]
fn above_the_limit_a_signal_is_refused() {
    assert_errno(semaphore(32767).signal(), Errno::ERANGE);
}

#[test]
fn removal_wakes_whoever_waits() {
    let semaphore = semaphore(0);
    let id = *semaphore;
    let waiter = thread::spawn(move || id.acquire().map(drop));
    until_somebody_waits(id);
    semaphore.remove().unwrap();
    let error = waiter.join().unwrap().unwrap_err();
    assert_eq!((error.errno(), error.is_gone()), (Some(Errno::EIDRM), true));
    assert_errno(id.permits(), Errno::EINVAL);
    assert_errno(id.acquire().map(drop), Errno::EINVAL);
}

fn until_somebody_waits(semaphore: Semaphore) {
    while semaphore.waiting().unwrap() == 0 {
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_permit_of_a_removed_semaphore_reports_or_drops_in_peace() {
    let semaphore = semaphore(2);
    let (first, second) = (semaphore.acquire().unwrap(), semaphore.acquire().unwrap());
    semaphore.remove().unwrap();
    assert_errno(first.release(), Errno::EINVAL);
    drop(second);
}

#[test]
fn one_permit_lets_one_at_a_time_in() {
    let (semaphore, segment) = (semaphore(1), segment(8));
    let id = *semaphore;
    let counter = segment.attach_as::<AtomicU64>().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..500 {
                    let _permit = id.acquire().unwrap();
                    let value = counter.load(Ordering::Relaxed);
                    thread::yield_now();
                    counter.store(value + 1, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(counter.load(Ordering::Relaxed), 2000);
}
