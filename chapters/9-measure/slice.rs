//! What the two ends are told to do, and what they tell afterwards; each is a line of text.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};

use nix::time::{ClockId, clock_gettime};
use shm_workbook::lesson::{Failure, Result};

use crate::failures::failed;

/// A piece of measuring.
#[derive(Debug, Clone, Copy)]
pub struct Slice {
    pub kind: Kind,
    /// Of a message, in bytes.
    pub size: usize,
    /// How long it takes, if `messages` are not sent before.
    pub limit: Duration,
    pub messages: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Each message comes back before the next is sent.
    RoundTrip,
    /// Messages one after the other, and an acknowledgement of the last.
    OneWay,
    /// One end waits for all that time for a single message.
    Idle,
}

/// What came of it at one end.
#[derive(Debug, Clone, Copy)]
pub struct Tally {
    /// Messages that were sent and checked within the time.
    pub messages: u64,
    pub time: Duration,
    /// How long this process ran on a core in that time.
    pub cpu: Duration,
}

impl fmt::Display for Slice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, limit) = (self.kind as u64, self.limit.as_nanos());
        write!(f, "{kind} {} {limit} {}", self.size, self.messages)
    }
}

impl FromStr for Slice {
    type Err = Failure;

    fn from_str(line: &str) -> Result<Slice> {
        let [kind, size, limit, messages] = numbers(line)?;
        let kinds = [Kind::RoundTrip, Kind::OneWay, Kind::Idle];
        Ok(Slice {
            kind: *kinds
                .get(kind as usize)
                .ok_or_else(|| not_understood(line))?,
            size: size as usize,
            limit: Duration::from_nanos(limit),
            messages,
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (time, cpu) = (self.time.as_nanos(), self.cpu.as_nanos());
        write!(f, "{} {time} {cpu}", self.messages)
    }
}

impl FromStr for Tally {
    type Err = Failure;

    fn from_str(line: &str) -> Result<Tally> {
        let [messages, time, cpu] = numbers(line)?;
        Ok(Tally {
            messages,
            time: Duration::from_nanos(time),
            cpu: Duration::from_nanos(cpu),
        })
    }
}

/// All that the line says, and as many as are expected.
pub fn numbers<const N: usize>(line: &str) -> Result<[u64; N]> {
    let numbers: Option<Vec<u64>> =
        line.split(' ').map(|word| word.parse().ok()).collect();
    let numbers = numbers.and_then(|numbers| numbers.try_into().ok());
    numbers.ok_or_else(|| not_understood(line))
}

fn not_understood(line: &str) -> Failure {
    Failure::Usage(format!("{line:?} is for the program itself"))
}

/// Two clocks: that of the world, and that of this process, which stands still while it sleeps.
pub struct Clocks {
    start: Instant,
    cpu: Duration,
}

impl Clocks {
    pub fn start() -> Result<Clocks> {
        Ok(Clocks {
            start: Instant::now(),
            cpu: cpu_time()?,
        })
    }

    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    pub fn tally(&self, messages: u64) -> Result<Tally> {
        Ok(Tally {
            messages,
            time: self.elapsed(),
            cpu: cpu_time()?.saturating_sub(self.cpu),
        })
    }
}

fn cpu_time() -> Result<Duration> {
    let time = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID);
    Ok(time.map_err(failed("clock_gettime"))?.into())
}
