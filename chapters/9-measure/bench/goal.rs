//! How far the library may be from `libc`. The page and the recorded table name the same figures;
//! a test compares them.

use std::fmt;

/// How far ours may be from theirs.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    /// Times as long.
    AtMost(f64),
    /// Of its bytes per second.
    ThroughputAtLeast(f64),
}

/// A wrapper may cost 5 percent more than what it wraps.
pub const WRAPPER: Goal = Goal::AtMost(1.05);

pub fn copy(size: usize) -> Goal {
    match size {
        0..=0x4000 => Goal::ThroughputAtLeast(0.7),
        _ => Goal::ThroughputAtLeast(0.9),
    }
}

impl Goal {
    /// What is compared, from ours divided by theirs as times.
    pub fn compared(self, times: f64) -> f64 {
        match self {
            Goal::AtMost(_) => times,
            // 0.9 of memcpy's throughput is 1 / 0.9 of its time.
            Goal::ThroughputAtLeast(_) => 1.0 / times,
        }
    }

    pub fn is_met(self, compared: f64) -> bool {
        match self {
            Goal::AtMost(most) => compared <= most,
            Goal::ThroughputAtLeast(least) => compared >= least,
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Goal::AtMost(most) => write!(f, "time at most {most:.2}"),
            Goal::ThroughputAtLeast(least) => {
                write!(f, "throughput at least {least:.2}")
            }
        }
    }
}
