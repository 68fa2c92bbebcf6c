//! Whoever observes sees each call with its arguments and what came of it.
//!
//! There is one observer in a process, and it is called on the thread that makes the call: so what
//! other tests of this process do meanwhile is not seen here.

use std::cell::RefCell;
use std::num::NonZeroUsize;

use shm_workbook::{Errno, Key, Mode, Record, Segment, Semaphore, observe};

thread_local! {
    static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[test]
fn the_observer_sees_every_call_as_it_was_made() {
    assert!(observe(
        |record: &Record| SEEN.with_borrow_mut(|seen| seen.push(record.to_string()))
    ));
    assert!(!observe(|_| panic!("there is one observer already")));

    let size = NonZeroUsize::new(10).unwrap();
    let segment = Segment::create(Key::PRIVATE, size, Mode::new(0o640))
        .unwrap()
        .remove_on_drop();
    let attachment = segment.attach().unwrap();
    let address = attachment.address();
    attachment.detach().unwrap();
    let id = segment.id();
    segment.remove().unwrap();
    let gone = Segment::from_id(id).remove().unwrap_err();
    assert_eq!(gone.errno(), Some(Errno::EINVAL));
    let semaphore = Semaphore::create(Key::PRIVATE, 3, Mode::OWNER)
        .unwrap()
        .remove_on_drop();
    drop(semaphore.acquire().unwrap());
    semaphore.wait().unwrap();
    assert_eq!(semaphore.permits().unwrap(), 2);
    let set = semaphore.id();
    drop(semaphore);

    let expected = [
        format!("shmget(IPC_PRIVATE, 10, IPC_CREAT | IPC_EXCL | 0640) = {id}"),
        format!("shmat({id}, NULL, 0) = {address:#x}"),
        format!("shmctl({id}, IPC_STAT, &buf) = 0"),
        format!("shmdt({address:#x}) = 0"),
        format!("shmctl({id}, IPC_RMID, NULL) = 0"),
        format!("shmctl({id}, IPC_RMID, NULL) = -1 EINVAL (Invalid argument)"),
        format!("semget(IPC_PRIVATE, 1, IPC_CREAT | IPC_EXCL | 0600) = {set}"),
        format!("semop({set}, {{0, 3, 0}}, 1) = 0"),
        format!("semop({set}, {{0, -1, SEM_UNDO}}, 1) = 0"),
        format!("semop({set}, {{0, 1, SEM_UNDO}}, 1) = 0"),
        format!("semop({set}, {{0, -1, 0}}, 1) = 0"),
        format!("semctl({set}, 0, GETVAL) = 2"),
        format!("semctl({set}, 0, IPC_RMID) = 0"),
    ];
    assert_eq!(SEEN.take(), expected);
}
