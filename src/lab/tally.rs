//! The checks of one lab, as they were judged, and what they come to.

use crate::verdict::{COMPILES, Outcome};

/// A check that has been done.
#[derive(Debug, Clone)]
pub struct Done {
    pub id: &'static str,
    pub title: &'static str,
    pub points: u32,
    pub outcome: Outcome,
    pub seconds: f64,
}

impl Done {
    pub fn earned(&self) -> u32 {
        if matches!(self.outcome, Outcome::Passed) {
            self.points
        } else {
            0
        }
    }

    pub fn possible(&self) -> u32 {
        if matches!(self.outcome, Outcome::Skipped(_)) {
            0
        } else {
            self.points
        }
    }
}

/// All checks of one lab.
#[derive(Debug, Clone)]
pub struct Report {
    pub number: u8,
    pub title: &'static str,
    pub program: String,
    /// What is to be known about how it was judged.
    pub note: Option<&'static str>,
    pub checks: Vec<Done>,
}

impl Report {
    /// Nothing could be run, for one reason: the program does not compile.
    pub fn does_not_compile(&self) -> Option<&Done> {
        let failed = |done: &&Done| matches!(&done.outcome, Outcome::Failed(finding) if finding.expected == COMPILES);
        self.checks.iter().find(failed)
    }

    pub fn earned(&self) -> u32 {
        self.checks.iter().map(Done::earned).sum()
    }

    pub fn possible(&self) -> u32 {
        self.checks.iter().map(Done::possible).sum()
    }

    /// The checks that nobody could judge here, with the reason.
    pub fn not_judged(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.checks.iter().filter_map(|done| match &done.outcome {
            Outcome::Skipped(reason) => Some((done.id, reason.as_str())),
            _ => None,
        })
    }

    /// Each check, with this report and its place in it.
    pub fn checks_numbered(&self) -> impl Iterator<Item = (&Self, usize, &Done)> {
        self.checks
            .iter()
            .enumerate()
            .map(move |(index, done)| (self, index, done))
    }

    /// Nothing failed, and something was judged.
    pub fn passed(&self) -> bool {
        self.possible() > 0 && self.earned() == self.possible()
    }
}
