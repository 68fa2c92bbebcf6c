//! What a program under test may use up. The kernel enforces it: `setrlimit(2)`.
//!
//! Address space is not among it: sanitizers and the JVM reserve far more than they use. What is
//! in use is watched instead; see `trial::objects`.

use std::fs;

use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};

/// Memory in use by all processes of a trial.
pub const MEMORY: u64 = 2 << 30;
/// Any file that it writes.
const FILE: u64 = 16 << 20;
/// CPU time of each process, in seconds. The time limit usually comes first.
const CPU: u64 = 30;
/// Processes and threads, on top of those that the machine runs already.
pub const PROCESSES: u64 = 256;

pub fn take_on() -> nix::Result<()> {
    let processes = tasks_now() + PROCESSES;
    at_most(Resource::RLIMIT_FSIZE, FILE)?;
    at_most(Resource::RLIMIT_CPU, CPU)?;
    at_most(Resource::RLIMIT_CORE, 0)?;
    at_most(Resource::RLIMIT_NPROC, processes)?;
    // If memory runs out all the same, the kernel ends the trial and nobody else.
    let _ = fs::write("/proc/self/oom_score_adj", "1000");
    Ok(())
}

/// Where a lower limit is in force already, it stays: only root may raise one.
fn at_most(resource: Resource, wish: u64) -> nix::Result<()> {
    let (_, hard) = getrlimit(resource)?;
    // `rlim_t` has 32 bits on some machines; our wishes fit.
    let limit = rlim_t::try_from(wish).map_or(hard, |wish| wish.min(hard));
    setrlimit(resource, limit, limit)
}

/// The limit counts all processes of a user, so those that are there already come on top.
fn tasks_now() -> u64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let total = text
        .split(['/', ' '])
        .nth(4)
        .and_then(|total| total.parse().ok());
    total.unwrap_or(PROCESSES)
}
