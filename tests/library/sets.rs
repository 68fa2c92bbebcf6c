//! Several semaphores in one set: what they are changed by, and what they tell.

use std::thread;

use rstest::rstest;
use shm_workbook::lesson::fresh_key;
use shm_workbook::{
    Errno, Error, Key, Mode, Operation, RemoveOnDrop, Semaphore, SemaphoreSet,
};

use super::assert_errno;

pub fn set(values: &[u16]) -> RemoveOnDrop<SemaphoreSet> {
    SemaphoreSet::create(Key::PRIVATE, values, Mode::OWNER)
        .unwrap()
        .remove_on_drop()
}

const EMPTY: u16 = 0;
const FULL: u16 = 1;
const MUTEX: u16 = 2;

#[test]
fn a_new_set_has_its_values() {
    let set = set(&[3, 0, 32767]);
    assert_eq!(set.members(), Ok(3));
    assert_eq!(set.values(), Ok(vec![3, 0, 32767]));
    assert_eq!((set.value(0), set.value(1)), (Ok(3), Ok(0)));
    assert_errno(set.value(3), Errno::EINVAL);
}

#[test]
fn a_value_above_the_limit_is_refused_and_nothing_stays() {
    let key = fresh_key();
    let refused = SemaphoreSet::create(key, &[1, 32768], Mode::OWNER);
    assert_errno(refused, Errno::ERANGE);
    assert_errno(SemaphoreSet::open(key), Errno::ENOENT);
    assert_errno(SemaphoreSet::create(key, &[], Mode::OWNER), Errno::EINVAL);
    let many = vec![1; 501];
    assert_errno(SemaphoreSet::create(key, &many, Mode::OWNER), Errno::E2BIG);
    assert_errno(SemaphoreSet::open(key), Errno::ENOENT);
}

#[test]
fn a_larger_set_is_no_semaphore_and_says_its_size() {
    let key = fresh_key();
    let set = SemaphoreSet::create(key, &[1, 1, 1], Mode::OWNER)
        .unwrap()
        .remove_on_drop();
    let refused = Semaphore::open(key).unwrap_err();
    let (expected, actual) = (1, 3);
    assert_eq!(refused, Error::WrongMembers { expected, actual });
    assert_eq!(refused.to_string(), "the set has 3 semaphores, not 1");
    assert_eq!(refused.errno(), None);
    assert_eq!(SemaphoreSet::open(key), Ok(*set));
    assert_eq!(SemaphoreSet::open_exactly(key, 3), Ok(*set));
    let (expected, actual) = (4, 3);
    let refused = Err(Error::WrongMembers { expected, actual });
    assert_eq!(SemaphoreSet::open_exactly(key, 4), refused);
}

#[test]
fn all_operations_are_done_or_none() {
    let set = set(&[1, 0, 1]);
    let put = [Operation::wait(EMPTY), Operation::wait(MUTEX).undo()];
    set.operate(&put).unwrap();
    assert_eq!(set.values(), Ok(vec![0, 0, 0]));
    set.operate(&[Operation::signal(MUTEX).undo(), Operation::signal(FULL)])
        .unwrap();
    assert_eq!(set.values(), Ok(vec![0, 1, 1]));
    // The mutex is free, but there is no room: the mutex stays free.
    let refused = set.try_operate(&put).unwrap_err();
    assert_eq!(
        (refused.errno(), refused.would_wait()),
        (Some(Errno::EAGAIN), true)
    );
    assert_eq!(set.values(), Ok(vec![0, 1, 1]));
}

#[rstest]
#[case(5, -3, Ok(2))]
#[case(5, 30, Ok(35))]
#[case(2, -3, Err(Errno::EAGAIN))]
#[case(32767, 1, Err(Errno::ERANGE))]
#[case(0, 0, Ok(0))]
#[case(1, 0, Err(Errno::EAGAIN))]
fn a_member_changes_by_as_much_as_asked(
    #[case] before: u16,
    #[case] change: i16,
    #[case] after: Result<u16, Errno>,
) {
    let set = set(&[before]);
    match (set.try_operate(&[Operation::change(0, change)]), after) {
        (Ok(()), Ok(after)) => assert_eq!(set.value(0), Ok(after)),
        (outcome, Err(errno)) => assert_errno(outcome, errno),
        (outcome, after) => panic!("{outcome:?} and not {after:?}"),
    }
}

#[test]
fn no_operation_and_a_member_that_is_not_there_are_refused() {
    let set = set(&[1, 1]);
    assert_errno(set.operate(&[]), Errno::EINVAL);
    assert_errno(set.operate(&[Operation::signal(2)]), Errno::EFBIG);
    let many = [Operation::signal(0); 501];
    assert_errno(set.operate(&many), Errno::E2BIG);
    assert_eq!(set.values(), Ok(vec![1, 1]));
}

#[test]
fn each_member_tells_who_changed_it_last() {
    let set = set(&[0, 1]);
    let me = std::process::id() as i32;
    assert_eq!((set.last_pid(0), set.last_pid(1)), (Ok(0), Ok(me)));
    set.set_value(0, 9).unwrap();
    assert_eq!((set.last_pid(0), set.value(0)), (Ok(me), Ok(9)));
    assert_errno(set.set_value(0, 32768), Errno::ERANGE);
    assert_errno(set.set_value(2, 0), Errno::EINVAL);
}

#[test]
fn a_permit_of_one_member_leaves_the_others_alone() {
    let set = set(&[5, 5, 1]);
    let held = set.acquire(MUTEX).unwrap();
    assert_eq!(set.values(), Ok(vec![5, 5, 0]));
    held.release().unwrap();
    assert_eq!(set.values(), Ok(vec![5, 5, 1]));
}

#[test]
fn as_many_undo_notes_as_the_kernel_keeps_are_an_erange_with_permits_left() {
    let set = set(&[1]);
    let id = *set;
    let erange = thread::spawn(move || {
        for _ in 0..40_000 {
            match id.acquire(0) {
                Ok(permit) => std::mem::forget(permit),
                Err(error) => return (error.errno(), id.value(0)),
            }
            id.operate(&[Operation::signal(0)]).unwrap();
        }
        (None, id.value(0))
    });
    assert_eq!(erange.join().unwrap(), (Some(Errno::ERANGE), Ok(1)));
}

#[test]
fn a_failed_call_stands_as_in_c() {
    let set = set(&[0, 1, 1, 1, 1, 1]);
    let text = |operations: &[Operation]| {
        let error = set.try_operate(operations).unwrap_err().to_string();
        error.replace(&set.to_string(), "5")
    };
    assert_eq!(
        text(&[Operation::wait(0).undo()]),
        "semop(5, {0, -1, IPC_NOWAIT | SEM_UNDO}, 1): EAGAIN: It would have to wait"
    );
    assert_eq!(
        text(&[Operation::wait(1), Operation::change(0, -2)]),
        "semop(5, {{1, -1, IPC_NOWAIT}, {0, -2, IPC_NOWAIT}}, 2): EAGAIN: It would have to wait"
    );
    let many = [1, 2, 3, 4, 0].map(Operation::wait);
    let error = set.operate_within(&many, std::time::Duration::from_millis(1_001));
    let text = error.unwrap_err().to_string();
    let expected =
        "{{1, -1, 0}, {2, -1, 0}, {3, -1, 0}, {4, -1, 0}, ...}, 5, {1, 1000000})";
    assert!(
        text.ends_with(&format!("{expected}: EAGAIN: The time is over")),
        "{text}"
    );
    assert!(text.starts_with("semtimedop("), "{text}");
}
