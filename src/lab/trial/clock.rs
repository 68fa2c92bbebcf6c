//! A run's own time: what its time limit counts.
//!
//! A limit is there for programs that wait or compute without end. That a machine has other work to do,
//! that it is slow to switch, that a tracer looks at each step: none of that is the program's doing.
//! So this counts the time in which all of the program sleeps, and the time that it gets from a
//! processor. While any of it is ready to run but does not, or is stopped by the checker's tracer, no
//! time passes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use nix::unistd::Pid;
use shm_workbook::procfs::process::Process;
use shm_workbook::procfs::threads;

use crate::isolation::processes;

/// How often it looks at the program.
pub const EVERY: Duration = Duration::from_millis(20);

/// So many limits are enough by anybody's clock: nobody stretches a run by being ready and not running.
const MOST: u32 = 8;

/// The time of one run. Others may ask it while a watchdog keeps it.
#[derive(Debug)]
pub struct Clock {
    pub limit: Duration,
    /// Does the checker trace the program? If not, it is the program that stops itself by tracing.
    traced: bool,
    time: Mutex<Time>,
}

#[derive(Debug)]
struct Time {
    begun: Instant,
    seen: Instant,
    own: Duration,
    /// The processor's time that each process was seen to have had.
    used: HashMap<Pid, Duration>,
}

impl Clock {
    pub fn start(limit: Duration, traced: bool) -> Self {
        Self {
            limit,
            traced,
            time: Mutex::new(Time::now()),
        }
    }

    /// Begins anew: what was waited for so far is not the program's doing.
    pub fn restart(&self) {
        *self.time.lock().unwrap_or_else(PoisonError::into_inner) = Time::now();
    }

    /// Is this part of the limit used up? `is_up(1)`: all of it.
    pub fn is_up(&self, part: u32) -> bool {
        let mut time = self.time.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = time.seen.elapsed();
        if passed >= EVERY {
            let (used, hindered) = time.look(self.traced);
            time.pass(passed, used, hindered);
        }
        let limit = self.limit / part;
        time.own >= limit || time.begun.elapsed() >= limit * MOST
    }
}

impl Time {
    fn now() -> Self {
        let now = Instant::now();
        Self {
            begun: now,
            seen: now,
            own: Duration::ZERO,
            used: HashMap::new(),
        }
    }

    /// The processor's time that the program has had since the last look, and whether it could do with
    /// more.
    fn look(&mut self, traced: bool) -> (Duration, bool) {
        // Who cannot be looked at has no excuse.
        let all = processes::glance().unwrap_or_default();
        let mut used = Duration::ZERO;
        for process in &all {
            let before = self.used.insert(process.pid, process.used);
            used += process.used.saturating_sub(before.unwrap_or_default());
        }
        self.used
            .retain(|pid, _| all.iter().any(|one| one.pid == *pid));
        let waits = |state: &char| *state == 'R' || traced && *state == 't';
        let hindered = |process: &Process| {
            let threads = || threads::states(process.pid).unwrap_or_default();
            waits(&process.state) || threads().iter().any(waits)
        };
        (used, all.iter().any(hindered))
    }

    fn pass(&mut self, passed: Duration, used: Duration, hindered: bool) {
        self.seen += passed;
        self.own += if hindered { used.min(passed) } else { passed };
    }
}
