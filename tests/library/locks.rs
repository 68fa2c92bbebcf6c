//! What chapter 9 compares the semaphore with: futex, mutex, robust mutex and message queue.

use std::iter;
use std::mem;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use robust::{RobustError, RobustMutex};
use rstest::rstest;
use shm_workbook::others::{Letter, MessageQueue, Mutex, futex};
use shm_workbook::{Errno, Error, Key, Mode, RemoveOnDrop, Segment, shared};

#[path = "../../chapters/9-measure/robust.rs"]
mod robust;

shared! {
    struct Guarded {
        mutex: Mutex,
        value: AtomicU64,
    }
}

fn segment(size: usize, mode: Mode) -> RemoveOnDrop<Segment> {
    let size = NonZeroUsize::new(size).unwrap();
    Segment::create(Key::PRIVATE, size, mode)
        .unwrap()
        .remove_on_drop()
}

fn count_under(lock: &Mutex, value: &AtomicU64, times: u64) {
    for _ in 0..times {
        let _held = lock.lock().unwrap();
        let loaded = value.load(Ordering::Relaxed);
        thread::yield_now();
        value.store(loaded + 1, Ordering::Relaxed);
    }
}

#[test]
fn a_mutex_loses_nothing_whatever_the_address() {
    let segment = segment(size_of::<Guarded>(), Mode::OWNER);
    thread::scope(|scope| {
        for _ in 0..4 {
            // Each attaches on its own: the futex has to be found by its page, not its address.
            let attached = segment.attach_as::<Guarded>().unwrap();
            scope.spawn(move || count_under(&attached.mutex, &attached.value, 200));
        }
    });
    let attached = segment.attach_as::<Guarded>().unwrap();
    assert_eq!(attached.value.load(Ordering::Relaxed), 800);
}

#[test]
fn a_futex_does_not_wait_for_what_has_changed_already() {
    let word = AtomicU32::new(1);
    assert_eq!(futex::wait(&word, 0, None), Ok(()));
}

#[test]
fn a_futex_waits_no_longer_than_its_limit() {
    let word = AtomicU32::new(0);
    let limit = Some(Duration::from_millis(1));
    // It may return for no reason before that.
    let ended = iter::repeat_with(|| futex::wait(&word, 0, limit)).find(Result::is_err);
    assert_eq!(ended, Some(Err(Errno::ETIMEDOUT)));
    assert_eq!(futex::wake(&word, 1), 0, "nobody is left to be woken");
}

/// As seconds it does not fit into what the kernel takes.
#[rstest]
#[case(Duration::MAX)]
#[case(Duration::from_secs(u64::MAX / 2 + 1))]
fn a_futex_waits_for_a_time_without_an_end(#[case] limit: Duration) {
    let word = AtomicU32::new(0);
    let ended = thread::scope(|scope| {
        let waiter = scope.spawn(|| futex::wait(&word, 0, Some(limit)));
        // Whoever is woken has slept; whoever has not slept has been refused.
        while futex::wake(&word, 1) == 0 && !waiter.is_finished() {
            thread::yield_now();
        }
        waiter.join().unwrap()
    });
    assert_eq!(ended, Ok(()));
}

#[test]
fn the_next_holder_of_a_robust_mutex_is_told_once() {
    let segment = segment(RobustMutex::SIZE.get(), Mode::OWNER);
    let mutex = RobustMutex::create_in(*segment).unwrap();
    let name = *segment;
    thread::spawn(move || {
        let mutex = RobustMutex::open(name).unwrap();
        // The thread ends with the mutex held.
        mem::forget(mutex.lock().unwrap());
    })
    .join()
    .unwrap();
    assert!(mutex.lock().unwrap().recovered());
    assert!(!mutex.lock().unwrap().recovered());
}

#[test]
fn a_robust_mutex_sees_that_its_holder_locks_it_again() {
    let segment = segment(RobustMutex::SIZE.get(), Mode::OWNER);
    let mutex = RobustMutex::create_in(*segment).unwrap();
    let _held = mutex.lock().unwrap();
    assert_eq!(mutex.lock().err(), Some(Errno::EDEADLK));
}

#[rstest]
fn a_robust_mutex_takes_no_segment_that_others_may_write_to(
    #[values(0o666, 0o620, 0o602, 0o700)] mode: u16,
) {
    let segment = segment(RobustMutex::SIZE.get(), Mode::new(mode));
    let refused = RobustError::Mutex(Errno::EACCES);
    assert_eq!(RobustMutex::create_in(*segment).err(), Some(refused));
    assert_eq!(RobustMutex::open(*segment).err(), Some(refused));
}

#[test]
fn a_segment_of_mode_0610_is_a_segment_like_any_other() {
    let segment = segment(8, Mode::new(0o610));
    let attached = segment.attach().unwrap();
    attached.write(0, b"anybody").unwrap();
    assert_eq!(segment.stat().unwrap().mode, Mode::new(0o610));
}

#[test]
fn a_robust_mutex_is_not_made_where_somebody_else_is_already() {
    let segment = segment(RobustMutex::SIZE.get(), Mode::OWNER);
    let mutex = RobustMutex::create_in(*segment).unwrap();
    let refused = RobustMutex::create_in(*segment).err();
    assert_eq!(refused, Some(RobustError::Mutex(Errno::EBUSY)));
    drop(mutex);
    let refused = RobustMutex::create_in(*segment).err();
    assert_eq!(refused, Some(RobustError::Mutex(Errno::EEXIST)));
}

#[test]
fn a_robust_mutex_is_not_opened_before_it_is_made() {
    let segment = segment(RobustMutex::SIZE.get(), Mode::OWNER);
    let refused = RobustMutex::open(*segment).err();
    assert_eq!(refused, Some(RobustError::Mutex(Errno::EINVAL)));
}

#[test]
fn a_robust_mutex_needs_its_room() {
    let segment = segment(8, Mode::OWNER);
    let refused = RobustMutex::create_in(*segment).err();
    let expected = Error::TooSmall {
        needed: RobustMutex::SIZE.get(),
        actual: 8,
    };
    assert_eq!(refused, Some(RobustError::Segment(expected)));
}

#[test]
fn a_queue_keeps_order_and_boundaries() {
    let queue = MessageQueue::create(Key::PRIVATE, Mode::OWNER)
        .unwrap()
        .remove_on_drop();
    let mut letter = Letter::new();
    for text in ["first", "", "the third"] {
        letter.text[..text.len()].copy_from_slice(text.as_bytes());
        queue.send(&letter, text.len()).unwrap();
    }
    for text in ["first", "", "the third"] {
        let length = queue.receive(&mut letter).unwrap();
        assert_eq!(&letter.text[..length], text.as_bytes());
    }
}

#[test]
fn more_than_a_letter_holds_is_not_sent() {
    let queue = MessageQueue::create(Key::PRIVATE, Mode::OWNER)
        .unwrap()
        .remove_on_drop();
    let refused = queue.send(&Letter::new(), Letter::CAPACITY + 1);
    assert!(
        matches!(refused, Err(Error::OutOfBounds { .. })),
        "{refused:?}"
    );
}

#[test]
fn whoever_waits_at_a_queue_is_told_that_it_is_removed() {
    let queue = MessageQueue::create(Key::PRIVATE, Mode::OWNER)
        .unwrap()
        .remove_on_drop();
    let name = *queue;
    let waiting = thread::spawn(move || name.receive(&mut Letter::new()));
    // Whether it waits already does not matter: it is gone in either case.
    thread::yield_now();
    queue.remove().unwrap();
    assert!(waiting.join().unwrap().unwrap_err().is_gone());
}

#[test]
fn a_queue_that_is_gone_names_the_call_and_its_errno() {
    let queue = MessageQueue::create(Key::PRIVATE, Mode::OWNER).unwrap();
    queue.remove().unwrap();
    let error = queue.send(&Letter::new(), 3).unwrap_err();
    let text = error.to_string();
    assert_eq!(
        text,
        format!("msgsnd({queue}, &message, 3, 0): EINVAL: Invalid argument")
    );
    assert!(
        queue
            .remove()
            .unwrap_err()
            .to_string()
            .starts_with("msgctl(")
    );
}
