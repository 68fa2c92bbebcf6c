//! What the processes do, and what the lock lets them do.

use super::error::{MOST_INCREMENTS, ModelError};
use super::step::{Action, Process};

/// What stands between a process and the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Nothing: chapter 6.
    None,
    /// A semaphore with one permit, as in chapter 7. Its permit is taken as the first
    /// part of a load and given back as the last part of the store that follows, so no
    /// step is added for it: whoever wanted to load in between would wait, and no order
    /// of steps is lost.
    Semaphore,
    /// The same semaphore, but one process forgets once to give the permit back.
    NeverGivenBack {
        /// The process that forgets.
        by: Process,
        /// At which of its increments, counted from 1.
        increment: usize,
    },
}

/// Processes that each do some increments on one counter, which starts at 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    increments: Vec<usize>,
    lock: Lock,
}

impl Program {
    /// The most increments of a process: far more than can be counted, and few enough
    /// that an order of them fits into memory.
    pub const MOST: usize = MOST_INCREMENTS;

    /// That many processes with that many increments each, without a lock.
    ///
    /// # Errors
    /// [`ModelError::Processes`] for none or more than the letters name;
    /// [`ModelError::Increments`] for zero or more than [`Program::MOST`] increments.
    pub fn new(processes: usize, increments: usize) -> Result<Program, ModelError> {
        if processes > Process::MAX {
            return Err(ModelError::Processes(processes));
        }
        Program::uneven(vec![increments; processes])
    }

    /// One process for each number of increments in the list, without a lock.
    ///
    /// # Errors
    /// As for [`Program::new`].
    pub fn uneven(increments: Vec<usize>) -> Result<Program, ModelError> {
        if increments.is_empty() || increments.len() > Process::MAX {
            return Err(ModelError::Processes(increments.len()));
        }
        let outside = |n: &&usize| !(1..=Program::MOST).contains(*n);
        if let Some(&n) = increments.iter().find(outside) {
            return Err(ModelError::Increments(n));
        }
        Ok(Program {
            increments,
            lock: Lock::None,
        })
    }

    /// The same processes under this lock.
    ///
    /// # Errors
    /// [`ModelError::NobodyKeepsIt`] when the lock would be kept by a process, or at an
    /// increment, that does not exist.
    pub fn with_lock(self, lock: Lock) -> Result<Program, ModelError> {
        if let Lock::NeverGivenBack { by, increment } = lock {
            let last = self.increments.get(by.index()).copied().unwrap_or(0);
            if !(1..=last).contains(&increment) {
                return Err(ModelError::NobodyKeepsIt);
            }
        }
        Ok(Program { lock, ..self })
    }

    /// The increments of each process.
    #[must_use]
    pub fn increments(&self) -> &[usize] {
        &self.increments
    }

    /// The lock.
    #[must_use]
    pub fn lock(&self) -> Lock {
        self.lock
    }

    /// The value of a counter that loses nothing: all increments together.
    #[must_use]
    pub fn expected(&self) -> u64 {
        self.increments.iter().map(|&n| n as u64).sum()
    }

    /// The processes, A first.
    pub(super) fn processes(&self) -> impl Iterator<Item = Process> {
        (0..self.increments.len()).filter_map(Process::new)
    }

    /// The loads and stores that this process has in front of it.
    pub(super) fn remaining(&self, done: &[usize], process: Process) -> usize {
        2 * self.increments[process.index()] - done[process.index()]
    }

    /// What this process does next, when each has done so many steps; `None` when it has
    /// finished or waits for the lock.
    pub(super) fn next_action(&self, done: &[usize], process: Process) -> Option<Action> {
        if self.remaining(done, process) == 0 {
            return None;
        }
        if is_between(done, process) {
            return Some(Action::Store);
        }
        self.holder(done).is_none().then_some(Action::Load)
    }

    /// Who holds the lock.
    pub(super) fn holder(&self, done: &[usize]) -> Option<Process> {
        let inside = || self.processes().find(|&process| is_between(done, process));
        match self.lock {
            Lock::None => None,
            Lock::Semaphore => inside(),
            Lock::NeverGivenBack { by, increment } => {
                let kept = done[by.index()] >= 2 * increment;
                if kept { Some(by) } else { inside() }
            }
        }
    }

    /// All processes have done all their increments.
    pub(super) fn is_finished(&self, done: &[usize]) -> bool {
        self.processes()
            .all(|process| self.remaining(done, process) == 0)
    }

    /// Some process has not finished, and none can go on.
    pub(super) fn is_stuck(&self, done: &[usize]) -> bool {
        let waits = |process| self.next_action(done, process).is_none();
        !self.is_finished(done) && self.processes().all(waits)
    }

    /// Refuses what would keep a reader waiting: see [`ModelError::TooManyStates`].
    pub(super) fn check_size(&self) -> Result<(), ModelError> {
        /// About the states that a desktop machine counts in a few seconds.
        const MOST: u64 = 1 << 26;
        let progress = self.increments.iter().map(|&n| 2 * n as u64 + 1);
        let carriers = self.increments.len() as u64 + 1;
        progress
            .chain([carriers, self.expected() + 1])
            .try_fold(1u64, u64::checked_mul)
            .filter(|&states| states <= MOST)
            .map(|_| ())
            .ok_or(ModelError::TooManyStates)
    }
}

/// Has loaded and not yet stored: loads and stores take turns.
fn is_between(done: &[usize], process: Process) -> bool {
    done[process.index()] % 2 == 1
}
