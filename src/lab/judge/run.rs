//! All checks of one lab, by one clock.

use std::time::{Duration, Instant};

use super::ask::{self, Verdict};
use super::deadline;
use super::order::Order;
use crate::checks::check::Check;
use crate::verdict::{Finding, Outcome};

/// What the checks of a lab have in common: the time that is left, and what is known of the program.
#[derive(Debug)]
pub struct Run {
    /// Of one run of the program, on a usual machine.
    limit: Duration,
    /// How much longer all takes on this one.
    slowness: u32,
    whole: Duration,
    end: Instant,
    /// Has the program run into a limit?
    stopped: bool,
}

impl Run {
    pub fn begin(limit: Duration, slowness: u32) -> Self {
        let whole = deadline::of_lab(limit) * slowness;
        Self {
            limit,
            slowness,
            whole,
            end: Instant::now() + whole,
            stopped: false,
        }
    }

    /// The limit of one run of the program, on this machine.
    pub fn limit(&self) -> Duration {
        self.limit * self.slowness
    }

    /// Judges one check, in the time that is left.
    ///
    /// When the time of the whole run is up, it is the program that has used it up if it was stopped by
    /// a limit before: the check fails. Otherwise a machine that is too busy would look the same, and
    /// nobody is graded.
    pub fn judge(&mut self, order: Order, check: &Check) -> Result<Outcome, String> {
        let shown = order.shown.clone();
        let own = Instant::now() + deadline::of_check(self.limit) * self.slowness;
        let verdict = if Instant::now() < self.end {
            ask::judge(order, check, own.min(self.end))?
        } else {
            Verdict::Late
        };
        let outcome = match verdict {
            Verdict::Judged(outcome) => *outcome,
            Verdict::Late if self.stopped || own < self.end => self.late(shown),
            Verdict::Late => return Err(self.too_busy()),
        };
        if matches!(&outcome, Outcome::Failed(finding) if finding.stopped) {
            self.note_stop();
        }
        Ok(outcome)
    }

    /// After a program has hung once, the other checks do not wait as long.
    fn note_stop(&mut self) {
        if !self.stopped {
            self.stopped = true;
            self.limit /= 5;
        }
    }

    fn late(&self, run: String) -> Outcome {
        let whole = self.whole.as_secs();
        Outcome::Failed(Finding {
            run,
            expected: "a program that ends, and leaves the checker alone".to_string(),
            saw: vec![format!(
                "the check was not done in its time, nor in what was left of {whole} s for all checks"
            )],
            idea: "Does it wait, run or multiply without end, or signal other processes?"
                .to_string(),
            stopped: true,
            ..Finding::default()
        })
    }

    fn too_busy(&self) -> String {
        format!(
            "the checks were not done within {} s, though no run of the program was stopped: \
             is the machine too busy, or the program too slow? --time-limit gives more",
            self.whole.as_secs()
        )
    }
}
