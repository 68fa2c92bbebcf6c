//! What is measured, in which order.

use std::time::Duration;

use shm_workbook::lesson::{Lesson, Result};

use crate::cores::Cores;
use crate::figures::{Figures, what};
use crate::guard::Guard;
use crate::machine;
use crate::mechanism::ALL;
use crate::pair::Pair;
use crate::progress::Progress;
use crate::slice::{Kind, Slice};

pub const SIZES: [usize; 4] = [64, 1024, 64 << 10, 1 << 20];

/// The parts of the figures that are about messages.
pub const TWO_CORES: &str = "two cores";
pub const ONE_CORE: &str = "one core";

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

/// A run, and what it has found so far.
pub struct Run<'a> {
    pub lesson: &'a Lesson,
    pub plan: Plan,
    pub cores: Cores,
    pub figures: Figures,
    pub progress: Progress,
}

impl Run<'_> {
    pub fn new(lesson: &Lesson, plan: Plan, cores: Cores, tells: bool) -> Run<'_> {
        let total = ALL.len() * (SIZES.len() + 1) * plan.rounds + Guard::ALL.len();
        Run {
            lesson,
            plan,
            cores,
            figures: Figures::default(),
            progress: Progress::new(total, tells),
        }
    }

    /// Where and how it was measured: a figure without that means nothing to anybody else.
    pub fn facts(&mut self) {
        let build = if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        };
        for (name, fact) in [
            ("machine", machine::describe()),
            ("rounds", self.plan.rounds()),
            ("cores", self.cores.to_string()),
            ("build", format!("{build} build")),
        ] {
            self.figures.note(what("run", name, ""), &fact);
        }
    }

    /// All mechanisms, in rounds: a disturbance that lasts hits all of them, and not one.
    pub fn exchange(&mut self, part: &str, cores: Cores, sizes: &[usize]) -> Result {
        let mut pairs = Vec::new();
        for mechanism in &ALL {
            let name = mechanism.name;
            self.figures
                .note(what(part, name, "copies"), mechanism.copies);
            match Pair::start(self.lesson, mechanism, cores)? {
                Ok(pair) => pairs.push((name, pair)),
                Err(why) => {
                    self.figures.note(what(part, name, "missing"), &why);
                    if part == TWO_CORES {
                        self.progress.missing(self.lesson, mechanism, &why)?;
                    }
                }
            }
        }
        for round in 0..self.plan.rounds {
            for &bytes in sizes {
                for (name, pair) in &mut pairs {
                    let found = self.sample(part, name, pair, bytes)?;
                    if round == 0 && part == TWO_CORES {
                        self.progress.first(self.lesson, name, bytes, found)?;
                    }
                    self.progress.advance(name);
                }
            }
        }
        for (name, pair) in &mut pairs {
            let (_, right) = pair.run(self.lesson, self.slice(Kind::Idle, sizes[0]))?;
            let idle = right.cpu.as_secs_f64() / right.time.as_secs_f64();
            let what = what(part, name, "processor time while it waits");
            self.figures.add(what.of_size(sizes[0]), "cores", idle);
        }
        Ok(())
    }

    /// One figure of each kind; the time there and back, and the throughput.
    fn sample(
        &mut self,
        part: &str,
        name: &str,
        pair: &mut Pair,
        bytes: usize,
    ) -> Result<(f64, f64)> {
        let (left, right) = pair.run(self.lesson, self.slice(Kind::RoundTrip, bytes))?;
        let each = |time: Duration| time.as_secs_f64() * 1e9 / left.messages as f64;
        let (time, cpu) = (each(left.time), each(left.cpu + right.cpu));
        let (left, _) = pair.run(self.lesson, self.slice(Kind::OneWay, bytes))?;
        let rate = (left.messages as usize * bytes) as f64 / left.time.as_secs_f64();
        for (metric, unit, value) in [
            ("round trip", "ns", time),
            ("one way", "bytes/s", rate),
            ("processor time per round trip", "ns", cpu),
        ] {
            let what = what(part, name, metric).of_size(bytes);
            self.figures.add(what, unit, value);
        }
        Ok((time, rate))
    }

    fn slice(&self, kind: Kind, size: usize) -> Slice {
        Slice {
            kind,
            size,
            limit: self.plan.slice,
            messages: self.plan.messages,
        }
    }
}
