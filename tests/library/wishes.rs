//! What `shmat` and `shmctl` are asked for: an address, an owner, a mode.

use nix::unistd::{getgid, getuid};
use shm_workbook::procfs::{process, sysvipc};
use shm_workbook::{Errno, Error, Key, Mode, Rounding, Segment, SemaphoreSet};

use super::forked::in_a_fork;
use super::sets::set;
use super::{assert_errno, segment};

/// An address where nothing is: where something was a moment ago, with room for three pages, far
/// from where the kernel puts what other tests attach.
fn free_address() -> usize {
    let large = segment(64 * 1024 * 1024);
    let attachment = large.attach().unwrap();
    attachment.address() + 32 * 1024 * 1024
}

#[test]
fn a_wished_address_is_taken_where_it_is_free() {
    let segment = segment(10);
    let wish = free_address();
    let attachment = segment.attach_at(wish, Rounding::Exact).unwrap();
    assert_eq!(attachment.address(), wish);
    attachment.write(0, b"here").unwrap();
    let mut copy = [0; 4];
    segment.attach().unwrap().read(0, &mut copy).unwrap();
    assert_eq!(&copy, b"here");
}

#[test]
fn an_address_within_a_page_is_rounded_down_or_refused() {
    let segment = segment(10);
    let wish = free_address();
    let refused = segment.attach_at(wish + 5000, Rounding::Exact).unwrap_err();
    let text = format!(
        "shmat({segment}, {:#x}, 0): EINVAL: Invalid argument",
        wish + 5000
    );
    assert_eq!(refused.to_string(), text);
    let attachment = segment.attach_at(wish + 5000, Rounding::Down).unwrap();
    let page = process::page_size().unwrap() as usize;
    assert_eq!(attachment.address(), wish + 5000 / page * page);
}

#[test]
fn an_occupied_address_is_refused_and_what_is_there_stays() {
    let (first, second) = (segment(10), segment(10));
    let here = first.attach().unwrap();
    here.write(0, b"mine").unwrap();
    let refused = second
        .attach_at(here.address(), Rounding::Exact)
        .unwrap_err();
    assert_eq!(refused.errno(), Some(Errno::EINVAL));
    let within = second
        .attach_at(here.address() + 9, Rounding::Down)
        .unwrap_err();
    let text = format!(
        "shmat({second}, {:#x}, SHM_RND): EINVAL: Invalid argument",
        here.address() + 9
    );
    assert_eq!(within.to_string(), text);
    assert_eq!(here.load_acquire(0), Ok(b'm'));
    assert_eq!(second.stat().unwrap().attached, 0);
}

#[test]
fn page_zero_is_no_place_not_even_for_root() {
    let segment = segment(10);
    let refused = segment.attach_at(100, Rounding::Down).unwrap_err();
    assert_eq!(refused, Error::PageZero { address: 100 });
    let text = "the address 0x64 rounds down to 0, where Rust can have nothing";
    assert_eq!(refused.to_string(), text);
    // No call was made: nobody has ever attached it.
    let stat = segment.stat().unwrap();
    assert_eq!((stat.attached, stat.attach_time), (0, 0));
}

#[test]
fn an_owner_sets_mode_and_owner() {
    let segment = segment(10);
    let before = segment.stat().unwrap();
    segment
        .set(before.owner, before.group, Mode::new(0o640))
        .unwrap();
    let after = segment.stat().unwrap();
    assert_eq!(after.mode, Mode::new(0o640));
    assert_eq!((after.owner, after.group), (before.owner, before.group));
    // Nobody has this id (chown(2)).
    let refused = segment
        .set(u32::MAX, before.group, Mode::OWNER)
        .unwrap_err();
    let group = before.group;
    let text = format!(
        "shmctl({segment}, IPC_SET, {{4294967295, {group}, 0600}}): EINVAL: Invalid argument"
    );
    assert_eq!(refused.to_string(), text);
}

#[test]
fn an_owner_sets_mode_and_owner_of_a_set() {
    let set = set(&[1, 1]);
    let row = || {
        let mut rows = sysvipc::semaphore_sets().unwrap().into_iter();
        rows.find(|row| row.id == set.id()).unwrap()
    };
    let before = row();
    let group = getgid().as_raw();
    set.set(before.uid, group, Mode::new(0o640)).unwrap();
    let after = row();
    assert_eq!((before.mode, after.mode), (0o600, 0o640));
    assert_eq!(after.uid, before.uid);
    assert_eq!(set.values(), Ok(vec![1, 1]));
    // Nobody has this id (chown(2)).
    let refused = set.set(u32::MAX, group, Mode::OWNER).unwrap_err();
    let text = format!(
        "semctl({set}, 0, IPC_SET, {{4294967295, {group}, 0600}}): EINVAL: Invalid argument"
    );
    assert_eq!(refused.to_string(), text);
    assert!(!refused.is_gone());
}

/// Only root may give its own to somebody else and be sure to be refused afterwards.
#[test]
fn whoever_neither_owns_nor_created_it_sets_nothing() {
    if !getuid().is_root() {
        return;
    }
    let (set, segment) = (set(&[1]), segment(1));
    let refused = in_a_fork(|| {
        // By the system call itself: the C library's would change all threads.
        // SAFETY: it takes a number.
        if unsafe { libc::syscall(libc::SYS_setuid, 65_534) } != 0 {
            return 2;
        }
        let eperm = |outcome: Result<(), Error>| {
            outcome.is_err_and(|error| error.errno() == Some(Errno::EPERM))
        };
        u8::from(
            eperm(set.set(65_534, 65_534, Mode::OWNER))
                && eperm(segment.set(65_534, 65_534, Mode::OWNER)),
        )
    });
    assert_eq!(refused, 1);
}

#[test]
fn a_dead_id_has_no_mode() {
    let id = {
        let segment: Result<Segment, Error> =
            Segment::create(Key::PRIVATE, super::bytes(1), Mode::OWNER);
        segment.unwrap()
    };
    id.remove().unwrap();
    assert_errno(id.set(0, 0, Mode::OWNER), Errno::EINVAL);
    let set = SemaphoreSet::create(Key::PRIVATE, &[1], Mode::OWNER).unwrap();
    set.remove().unwrap();
    assert_errno(set.set(0, 0, Mode::OWNER), Errno::EINVAL);
}
