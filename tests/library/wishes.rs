//! What `shmat` and `shmctl` are asked for: an address, an owner, a mode.

use shm_workbook::{Errno, Error, Key, Mode, Rounding, Segment};

use super::{assert_errno, segment};

const PAGE: usize = 4096;

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
    assert_eq!(attachment.address(), wish + PAGE);
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
fn a_dead_id_has_no_mode() {
    let id = {
        let segment: Result<Segment, Error> =
            Segment::create(Key::PRIVATE, super::bytes(1), Mode::OWNER);
        segment.unwrap()
    };
    id.remove().unwrap();
    assert_errno(id.set(0, 0, Mode::OWNER), Errno::EINVAL);
}
