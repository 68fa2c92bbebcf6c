//! How long orders are tried, one after the other.
//!
//! What counts is the processor's time, not the clock's: on a machine that is busy, or was suspended in
//! between, the same program is tried in the same orders, and so the same is found and shown.

use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike as _};

/// A program that takes long to start cannot be run dozens of times while somebody waits.
const MOST: Duration = Duration::from_secs(3);

pub struct Patience {
    begun: Instant,
    used: Duration,
    /// By the clock: a program may also wait for long, again and again, and use no time of a processor.
    limit: Duration,
}

impl Patience {
    pub fn begin(limit: Duration) -> Self {
        Self {
            begun: Instant::now(),
            used: used(),
            limit,
        }
    }

    pub fn is_over(&self) -> bool {
        used().saturating_sub(self.used) > MOST || self.begun.elapsed() > self.limit
    }
}

/// The processor's time that this process has had, and all programs that it has waited for.
fn used() -> Duration {
    let times = [UsageWho::RUSAGE_SELF, UsageWho::RUSAGE_CHILDREN].map(|who| {
        getrusage(who).map_or(Duration::ZERO, |usage| {
            let micros = |time: TimeVal| time.num_microseconds().unsigned_abs();
            Duration::from_micros(micros(usage.user_time()) + micros(usage.system_time()))
        })
    });
    times.iter().sum()
}
