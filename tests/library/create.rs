//! Creating and opening segments.

use shm_workbook::lesson::fresh_key;
use shm_workbook::{Errno, Key, Mode, Segment, Semaphore};

use super::remove::dead_id;
use super::{assert_errno, bytes, segment, semaphore};

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

/// Of a program with 32 bits, a kernel with 64 takes any size.
#[cfg(target_pointer_width = "64")]
#[test]
fn a_size_that_no_machine_has_is_refused() {
    let outcome = Segment::create(Key::PRIVATE, std::num::NonZeroUsize::MAX, Mode::OWNER)
        .map(Segment::remove_on_drop);
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
