//! The checker's own turn in the critical section of lab 7.
//!
//! It waits for the semaphore like a worker, and while it holds it, all workers come to wait.
//! So they all begin at the same moment, however slowly the machine started them.

use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use shm_workbook::{Permit, Semaphore};

use super::team::Team;
use crate::isolation::threads;
use crate::trial::session::TICK;
use crate::verdict::Objection;

/// Lets go when it is dropped, and by the kernel's undo if the checker ends.
#[derive(Debug)]
pub struct Gate {
    semaphore: Semaphore,
    _permit: Permit,
}

impl Gate {
    /// `None` if the program ended before the semaphore could be had.
    pub fn close(
        team: &Team<'_>,
        semaphore: Semaphore,
    ) -> Result<Option<Self>, Objection> {
        let (taken, takes) = mpsc::channel();
        // A thread of its own: a wait in semop has no end if the program never gives.
        threads::spawn(move || drop(taken.send(semaphore.acquire())))?;
        let mut permit = None;
        team.session.wait_until(|| {
            permit = takes.try_recv().ok().and_then(Result::ok);
            permit.is_some()
        });
        Ok(permit.map(|permit| Self {
            semaphore,
            _permit: permit,
        }))
    }

    /// Waits until all workers sleep in `semop`. False if they do not: they spin, or they are
    /// fewer, or they use no semaphore.
    pub fn all_wait(&self, team: &Team<'_>) -> bool {
        let until = Instant::now() + team.session.limit / 4;
        while Instant::now() < until && !team.session.is_over() {
            if self.semaphore.waiting().unwrap_or(0) >= team.workers {
                return true;
            }
            thread::sleep(TICK);
        }
        false
    }

    /// Does anybody wait behind the checker?
    pub fn has_queue(&self) -> bool {
        self.semaphore.waiting().is_ok_and(|waiting| waiting > 0)
    }
}
