//! The parent's part: it starts both ends, tells them what to do, and gathers what they say.
//!
//! It takes no part in the traffic: so it can wait for Ctrl-C at any moment, and end both.

use std::fmt::Display;
use std::time::{Duration, Instant};

use shm_workbook::lesson::{Child, Failure, Lesson, Result};

use crate::cores::Cores;
use crate::mechanism::{ALL, Mechanism, Prepared};
use crate::slice::{Kind, Slice, Tally};

pub const SIZES: [usize; 4] = [64, 1024, 64 << 10, 1 << 20];

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub rounds: usize,
    /// For each figure of each round.
    pub slice: Duration,
    /// At most so many messages.
    pub messages: u64,
}

impl Plan {
    /// In words: `1 round`, `5 rounds`.
    pub fn rounds(self) -> String {
        let plural = if self.rounds == 1 { "" } else { "s" };
        format!("{} round{plural}", self.rounds)
    }
}

/// One figure of each kind.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// There and back, in nanoseconds.
    pub round_trip: f64,
    /// In bytes per second.
    pub throughput: f64,
    /// Processor time of both ends for each round trip, in nanoseconds.
    pub cpu: f64,
}

/// A way to pass messages, and what was measured.
#[derive(Debug)]
pub struct Row {
    pub mechanism: &'static Mechanism,
    /// For each size what was measured, or why nothing was.
    pub samples: std::result::Result<Vec<Sized>, String>,
    /// What a process that only waits takes of a core, from 0 to 1.
    pub idle: Option<f64>,
}

/// The samples of one size, one for each round.
#[derive(Debug)]
pub struct Sized {
    pub size: usize,
    pub samples: Vec<Sample>,
}

/// Two ends that wait for something to do, and what they need.
pub struct Pair {
    left: Child,
    right: Child,
    /// Dropped after the children, which are ended by their own drop.
    prepared: Prepared,
}

/// Longer than that no slice may take beyond its time; then something hangs. On a machine that has
/// far too much to do, a few messages may take minutes.
const PATIENCE: Duration = Duration::from_secs(600);

impl Pair {
    /// Starts both ends. The inner error says why this machine does not have it.
    pub fn start(
        lesson: &Lesson,
        mechanism: &Mechanism,
        cores: Cores,
    ) -> Result<std::result::Result<Pair, String>> {
        let prepared = match mechanism.prepare() {
            Ok(prepared) => prepared,
            Err(failure) => return Ok(Err(failure.to_string())),
        };
        let spawn = |role: &str, core: usize| {
            let mut arguments: Vec<&dyn Display> = vec![&mechanism.name, &core];
            arguments.extend(
                prepared
                    .arguments
                    .iter()
                    .map(|argument| argument as &dyn Display),
            );
            lesson.spawn(role, &arguments)
        };
        let left = spawn("left", cores.left)?;
        let right = spawn("right", cores.right)?;
        let mut pair = Pair {
            left,
            right,
            prepared,
        };
        if let Err(missing) = pair.introduce(lesson)? {
            return Ok(Err(missing));
        }
        pair.prepared.opened();
        Ok(Ok(pair))
    }

    /// Passes on what each end offers to the other, until both are ready.
    fn introduce(&mut self, lesson: &Lesson) -> Result<std::result::Result<(), String>> {
        let (mut left_ready, mut right_ready) = (false, false);
        while !(left_ready && right_ready) {
            let (is_left, line) = self.next_line(lesson, Instant::now() + PATIENCE)?;
            let (ready, other) = match is_left {
                true => (&mut left_ready, &mut self.right),
                false => (&mut right_ready, &mut self.left),
            };
            match line.split_once(' ').unwrap_or((&line, "")) {
                // If the other has ended, its own last line says why.
                ("offer", offer) => drop(other.tell(offer)),
                ("missing", why) => return Ok(Err(why.to_owned())),
                ("ready", _) => *ready = true,
                _ => return Err(ended_early()),
            }
        }
        Ok(Ok(()))
    }

    /// What either of them says next, and whether it was the left one.
    fn next_line(&mut self, lesson: &Lesson, until: Instant) -> Result<(bool, String)> {
        let short = Duration::from_micros(500);
        while Instant::now() < until {
            if self.left.speaks(lesson, short)? {
                return Ok((true, self.left.answer(lesson)?));
            }
            if self.right.speaks(lesson, short)? {
                return Ok((false, self.right.answer(lesson)?));
            }
        }
        Err(stands_still())
    }

    /// Both ends do it; what the left one measured, and the right one.
    pub fn run(&mut self, lesson: &Lesson, slice: Slice) -> Result<(Tally, Tally)> {
        self.right.tell(&slice.to_string())?;
        self.left.tell(&slice.to_string())?;
        let until = Instant::now() + slice.limit + PATIENCE;
        let left = wait_for(lesson, &mut self.left, &mut self.right, until)?;
        let right = wait_for(lesson, &mut self.right, &mut self.left, until)?;
        Ok((left.parse()?, right.parse()?))
    }
}

/// An answer of the one, as long as the other lives. The long wait is cut short when a child ends.
fn wait_for(
    lesson: &Lesson,
    one: &mut Child,
    other: &mut Child,
    until: Instant,
) -> Result<String> {
    while Instant::now() < until {
        if one.speaks(lesson, Duration::from_millis(200))? {
            let line = one.answer(lesson)?;
            return if line.is_empty() {
                Err(ended_early())
            } else {
                Ok(line)
            };
        }
        if other.has_ended()? {
            return Err(ended_early());
        }
    }
    Err(stands_still())
}

fn ended_early() -> Failure {
    Failure::Child("one end of the connection ended too early".into())
}

fn stands_still() -> Failure {
    Failure::Other {
        what: "no message has come through for ten minutes".into(),
        help: "the machine is too busy, or the program was stopped; run it again".into(),
    }
}

/// What is told while it runs.
pub trait Watcher {
    fn sample(&mut self, row: usize, size: usize, sample: &Sample) -> Result;
    fn missing(&mut self, row: usize, why: &str) -> Result;
}

/// Measures all mechanisms, in rounds: a disturbance that lasts hits all of them, and not one.
pub fn all(
    lesson: &Lesson,
    cores: Cores,
    plan: Plan,
    sizes: &[usize],
    watcher: &mut impl Watcher,
) -> Result<Vec<Row>> {
    let mut pairs = Vec::new();
    let mut rows = Vec::new();
    for (index, mechanism) in ALL.iter().enumerate() {
        let pair = Pair::start(lesson, mechanism, cores)?;
        if let Err(why) = &pair {
            watcher.missing(index, why)?;
        }
        rows.push(Row {
            mechanism,
            samples: pair
                .as_ref()
                .map(|_| nothing_yet(sizes))
                .map_err(Clone::clone),
            idle: None,
        });
        pairs.push(pair.ok());
    }
    for _ in 0..plan.rounds {
        round(lesson, &mut pairs, &mut rows, plan, watcher)?;
    }
    for (pair, row) in pairs.iter_mut().zip(&mut rows) {
        if let Some(pair) = pair {
            row.idle = Some(idle(lesson, pair, plan)?);
        }
    }
    Ok(rows)
}

fn nothing_yet(sizes: &[usize]) -> Vec<Sized> {
    let samples = Vec::new;
    sizes
        .iter()
        .map(|&size| Sized {
            size,
            samples: samples(),
        })
        .collect()
}

/// Each size, and for each size every mechanism in turn.
fn round(
    lesson: &Lesson,
    pairs: &mut [Option<Pair>],
    rows: &mut [Row],
    plan: Plan,
    watcher: &mut impl Watcher,
) -> Result {
    let sizes = rows
        .iter()
        .find_map(|row| row.samples.as_ref().ok())
        .map_or(0, Vec::len);
    for place in 0..sizes {
        for (index, (pair, row)) in pairs.iter_mut().zip(&mut *rows).enumerate() {
            if let (Some(pair), Ok(sized)) = (pair, &mut row.samples) {
                let sized = &mut sized[place];
                let sample = sample(lesson, pair, plan, sized.size)?;
                sized.samples.push(sample);
                watcher.sample(index, sized.size, &sample)?;
            }
        }
    }
    Ok(())
}

fn sample(lesson: &Lesson, pair: &mut Pair, plan: Plan, size: usize) -> Result<Sample> {
    let slice = |kind| Slice {
        kind,
        size,
        limit: plan.slice,
        messages: plan.messages,
    };
    let (left, right) = pair.run(lesson, slice(Kind::RoundTrip))?;
    let messages = left.messages as f64;
    let round_trip = left.time.as_secs_f64() * 1e9 / messages;
    let cpu = (left.cpu + right.cpu).as_secs_f64() * 1e9 / messages;
    let (left, _) = pair.run(lesson, slice(Kind::OneWay))?;
    let bytes = left.messages as f64 * size as f64;
    Ok(Sample {
        round_trip,
        throughput: bytes / left.time.as_secs_f64(),
        cpu,
    })
}

fn idle(lesson: &Lesson, pair: &mut Pair, plan: Plan) -> Result<f64> {
    let slice = Slice {
        kind: Kind::Idle,
        size: SIZES[0],
        limit: plan.slice,
        messages: plan.messages,
    };
    let (_, right) = pair.run(lesson, slice)?;
    Ok(right.cpu.as_secs_f64() / right.time.as_secs_f64())
}
