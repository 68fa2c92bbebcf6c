//! How long judging may take, whatever a program does.
//!
//! A run of a program has its time limit. Many runs of just under the limit, a run that takes hold of
//! its judge, one that nobody can wait for: all of these end here.

use std::time::Duration;

/// Lab 6 has a check with nine runs. Few programs take their time to the full in each.
const MOST_RUNS: u32 = 8;

/// Whoever sets a limit as short as this wants a quick answer.
const SHORT: Duration = Duration::from_secs(2);

/// All checks of one lab together. Right programs take a fiftieth of it, so that a busy machine is no
/// reason to miss it.
pub fn of_lab(limit: Duration) -> Duration {
    if limit <= SHORT {
        Duration::from_secs(24)
    } else {
        limit * 25
    }
}

/// One check. It leaves time for others, so that what has held one up is known as what it is.
pub fn of_check(limit: Duration) -> Duration {
    let runs = limit * MOST_RUNS + Duration::from_secs(10);
    runs.min(of_lab(limit) * 2 / 3)
}
