//! What a process made by `fork(2)` has of its parent's guards: copies that do nothing.

use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{ForkResult, fork};
use shm_workbook::Operation;

use super::sets::set;
use super::{segment, semaphore};

/// What `work` returns in a child made by fork, which then ends at once.
pub fn in_a_fork(work: impl FnOnce() -> u8) -> i32 {
    // SAFETY: the child calls nothing but semop, semctl, shmctl and _exit: no allocation, and no
    // lock that another thread of this process might hold at this moment.
    match unsafe { fork() }.unwrap() {
        ForkResult::Child => {
            let code = work();
            // SAFETY: it takes a number. No destructor of the test harness may run here.
            unsafe { libc::_exit(code.into()) }
        }
        ForkResult::Parent { child } => match waitpid(child, None).unwrap() {
            WaitStatus::Exited(_, code) => code,
            other => panic!("{other:?}"),
        },
    }
}

#[test]
fn a_copy_of_a_permit_gives_nothing_back() {
    let semaphore = semaphore(2);
    let id = *semaphore;
    let mut held = Some((id.acquire().unwrap(), id.acquire().unwrap()));
    // Asked in the child: what it gives back goes with an undo, so nothing is to be seen later.
    let permits = in_a_fork(|| {
        let Some((first, second)) = held.take() else {
            return 101;
        };
        drop(first);
        match (second.release(), id.permits()) {
            (Ok(()), Ok(permits)) => permits as u8,
            _ => 100,
        }
    });
    assert_eq!((permits, id.permits()), (0, Ok(0)));
    drop(held);
    assert_eq!(id.permits(), Ok(2));
}

#[test]
fn a_permit_of_the_parent_is_given_back_after_a_fork_as_before() {
    let semaphore = semaphore(1);
    let held = semaphore.acquire().unwrap();
    assert_eq!(in_a_fork(|| 7), 7);
    held.release().unwrap();
    assert_eq!(semaphore.permits(), Ok(1));
}

#[test]
fn a_child_gives_back_the_permit_that_it_took_itself() {
    let semaphore = semaphore(1);
    let id = *semaphore;
    let permits = in_a_fork(|| {
        let Ok(permit) = id.acquire() else { return 100 };
        drop(permit);
        id.permits().map_or(101, |permits| permits as u8)
    });
    assert_eq!(permits, 1);
}

#[test]
fn a_copy_of_the_duty_to_remove_does_nothing() {
    let mut duty = Some(segment(1));
    let id = **duty.as_ref().unwrap();
    let there = in_a_fork(|| {
        drop(duty.take());
        u8::from(id.stat().is_ok())
    });
    assert_eq!(there, 1);
    assert!(duty.is_some() && id.stat().is_ok());
}

#[test]
fn the_end_of_a_holder_takes_back_only_what_was_done_with_undo() {
    let set = set(&[1, 1]);
    let take = [Operation::wait(0).undo(), Operation::wait(1)];
    assert_eq!(in_a_fork(|| u8::from(set.operate(&take).is_ok())), 1);
    assert_eq!(set.values(), Ok(vec![1, 0]));
}
