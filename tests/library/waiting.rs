//! Waiting for a set: for zero, with a limit, and while signals come.

use std::os::unix::thread::JoinHandleExt;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use shm_workbook::{Errno, Error, Operation, SemaphoreSet};

use super::sets::set;
use super::{assert_errno, semaphore};

const LONG: Duration = Duration::from_secs(60);

/// Looks again and again, but not for ever.
fn until(condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < LONG, "nothing happens");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_wait_for_zero_is_a_barrier() {
    let set = set(&[3]);
    let id = *set;
    let arrive = move || {
        id.operate(&[Operation::wait(0)])?;
        id.operate(&[Operation::wait_for_zero(0)])
    };
    let early = [thread::spawn(arrive), thread::spawn(arrive)];
    until(|| id.waiting_for_zero(0).unwrap() == 2);
    assert_eq!((id.waiting(0), id.value(0)), (Ok(0), Ok(1)));
    arrive().unwrap();
    for thread in early {
        thread.join().unwrap().unwrap();
    }
    assert_eq!(id.waiting_for_zero(0), Ok(0));
}

#[test]
fn a_writer_waits_for_all_readers_and_keeps_new_ones_out() {
    const READERS: u16 = 0;
    const WRITER: u16 = 1;
    let set = set(&[0, 0]);
    let id = *set;
    let read = [Operation::wait_for_zero(WRITER), Operation::signal(READERS)];
    let write = [
        Operation::wait_for_zero(READERS),
        Operation::wait_for_zero(WRITER),
        Operation::signal(WRITER),
    ];
    id.operate(&read).unwrap();
    id.try_operate(&read).unwrap();
    assert_errno(id.try_operate(&write), Errno::EAGAIN);
    id.operate(&[Operation::change(READERS, -2)]).unwrap();
    id.try_operate(&write).unwrap();
    assert_errno(id.try_operate(&read), Errno::EAGAIN);
    assert_errno(id.try_operate(&write), Errno::EAGAIN);
}

#[test]
fn each_member_counts_its_own_waiters() {
    let set = set(&[0, 0]);
    let id = *set;
    let waiter = thread::spawn(move || id.operate(&[Operation::wait(1)]));
    until(|| id.waiting(1).unwrap() == 1);
    assert_eq!(id.waiting(0), Ok(0));
    id.operate(&[Operation::signal(1)]).unwrap();
    waiter.join().unwrap().unwrap();
}

#[test]
fn a_wait_ends_when_its_time_is_over() {
    let set = set(&[0]);
    let limit = Duration::from_millis(20);
    let start = Instant::now();
    let ended = set
        .operate_within(&[Operation::wait(0)], limit)
        .unwrap_err();
    assert!(start.elapsed() >= limit);
    assert!(ended.would_wait(), "{ended}");
}

#[test]
fn what_can_be_done_at_once_needs_no_time() {
    let set = set(&[1]);
    let take = [Operation::wait(0)];
    assert_eq!(set.operate_within(&take, Duration::ZERO), Ok(()));
    assert_errno(set.operate_within(&take, Duration::ZERO), Errno::EAGAIN);
}

/// The longest times there are: as seconds they do not fit into what the kernel takes, or are
/// further away than its clock goes.
#[rstest::rstest]
#[case(Duration::MAX)]
#[case(Duration::from_secs(i64::MAX as u64))]
#[case(Duration::from_secs(i64::MAX as u64 - 100_000_000))]
fn a_time_without_an_end_is_waited_for(#[case] limit: Duration) {
    let set = set(&[0]);
    let id = *set;
    let waiter = thread::spawn(move || id.operate_within(&[Operation::wait(0)], limit));
    until(|| waiter.is_finished() || id.waiting(0).unwrap() == 1);
    id.operate(&[Operation::signal(0)]).unwrap();
    waiter.join().unwrap().unwrap();
}

#[test]
fn a_permit_is_taken_now_or_within_a_time_or_not_at_all() {
    let semaphore = semaphore(1);
    let held = semaphore.try_acquire().unwrap().unwrap();
    assert!(semaphore.try_acquire().unwrap().is_none());
    let soon = Duration::from_millis(1);
    assert!(semaphore.acquire_within(soon).unwrap().is_none());
    held.release().unwrap();
    let held = semaphore.acquire_within(LONG).unwrap().unwrap();
    assert_eq!(semaphore.permits(), Ok(0));
    drop(held);
    assert_eq!(semaphore.permits(), Ok(1));
    let id = *semaphore;
    semaphore.remove().unwrap();
    assert_errno(id.try_acquire(), Errno::EINVAL);
}

/// Sends it a signal each millisecond, until it ends.
fn disturb(waiter: &JoinHandle<Result<(), Error>>, set: SemaphoreSet) {
    extern "C" fn nothing(_: libc::c_int) {}
    // With SA_RESTART: it helps no semop.
    let flags = SaFlags::SA_RESTART;
    let action = SigAction::new(SigHandler::Handler(nothing), flags, SigSet::empty());
    // SAFETY: the handler does nothing, and nobody else in this program uses this signal.
    unsafe { sigaction(Signal::SIGUSR1, &action) }.unwrap();
    until(|| waiter.is_finished() || set.waiting(0).unwrap() == 1);
    until(|| {
        // A number for the standard library; for musl's own type, a pointer.
        let thread = waiter.as_pthread_t() as libc::pthread_t;
        // SAFETY: the thread has not been joined, so its name is good.
        unsafe { libc::pthread_kill(thread, libc::SIGUSR1) };
        waiter.is_finished()
    });
}

#[test]
fn signals_do_not_stretch_the_time() {
    let set = set(&[0]);
    let id = *set;
    let limit = Duration::from_millis(50);
    let start = Instant::now();
    // A signal comes each millisecond: if each began the time anew, it would never be over.
    let waiter = thread::spawn(move || id.operate_within(&[Operation::wait(0)], limit));
    disturb(&waiter, id);
    assert!(start.elapsed() >= limit);
    assert_errno(waiter.join().unwrap(), Errno::EAGAIN);
}

#[test]
fn whoever_wants_to_hear_of_a_signal_does() {
    let set = set(&[0]);
    let id = *set;
    let waiter = thread::spawn(move || id.operate_until_signal(&[Operation::wait(0)]));
    disturb(&waiter, id);
    assert_errno(waiter.join().unwrap(), Errno::EINTR);
}
