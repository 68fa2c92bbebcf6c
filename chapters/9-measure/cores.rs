//! Which cores are used. Two processes that a scheduler moves about measure the scheduler.

use std::fmt;

use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;
use shm_workbook::lesson::Result;

use crate::failures::failed;

/// The core of each end.
#[derive(Debug, Clone, Copy)]
pub struct Cores {
    pub left: usize,
    pub right: usize,
    /// May this process choose its cores at all?
    pub pinned: bool,
}

impl Cores {
    /// The first two that this process may use; choose others with `taskset(1)`.
    pub fn choose() -> Result<Cores> {
        let allowed = sched_getaffinity(myself()).map_err(failed("sched_getaffinity"))?;
        let mut usable =
            (0..CpuSet::count()).filter(|&core| allowed.is_set(core) == Ok(true));
        let left = usable.next().unwrap_or(0);
        Ok(Cores {
            left,
            right: usable.next().unwrap_or(left),
            pinned: sched_setaffinity(myself(), &allowed).is_ok(),
        })
    }

    /// Both ends on one core.
    pub fn only_left(self) -> Cores {
        Cores {
            right: self.left,
            ..self
        }
    }

    pub fn are_one(self) -> bool {
        self.left == self.right
    }
}

impl fmt::Display for Cores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.pinned, self.are_one()) {
            (false, _) => write!(f, "wherever the scheduler puts them"),
            (true, true) => write!(f, "both on core {}", self.left),
            (true, false) => write!(f, "cores {} and {}", self.left, self.right),
        }
    }
}

/// From here on this process runs on that core. If that is refused, it runs wherever it may:
/// [`Cores::choose`] has told the reader.
pub fn stay_on(core: usize) {
    let mut only = CpuSet::new();
    if only.set(core).is_ok() {
        let _ = sched_setaffinity(myself(), &only);
    }
}

fn myself() -> Pid {
    Pid::from_raw(0)
}
