//! How slow is this machine? In an emulator, all takes ten or forty times as long, and a time limit
//! that is meant for a second of a usual machine must be as much longer.

use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike as _};

/// More of a processor's time than the start of a program that does nothing takes on a laptop or on a small
/// server: that is 5 ms, with the checker as Cargo builds it.
const USUAL: Duration = Duration::from_millis(20);

/// No machine on which anybody wants to wait is slower.
const MOST: u32 = 60;

/// By the time that a processor has had for all programs that this process has waited for: one that
/// did nothing. Other work of the machine makes no difference to that.
pub fn slowness() -> u32 {
    let used = getrusage(UsageWho::RUSAGE_CHILDREN).map_or(Duration::ZERO, |usage| {
        let (user, system) = (usage.user_time(), usage.system_time());
        let micros = |time: TimeVal| time.num_microseconds().unsigned_abs();
        Duration::from_micros(micros(user) + micros(system))
    });
    of(used)
}

fn of(used: Duration) -> u32 {
    let times = used.as_micros() / USUAL.as_micros();
    u32::try_from(times).unwrap_or(MOST).clamp(1, MOST)
}
