//! Semaphores.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use rstest::rstest;
use shm_workbook::lesson::fresh_key;
use shm_workbook::{Errno, Mode, Semaphore};

use super::{assert_errno, segment, semaphore};

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

pub fn until_somebody_waits(semaphore: Semaphore) {
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
