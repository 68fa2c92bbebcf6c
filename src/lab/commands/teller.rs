//! Tells a report check by check, as the checks end.

use std::io::{self, IsTerminal as _, Write as _};

use super::unwritable;
use crate::examine::Listener;
use crate::report::text;
use crate::tally::Report;
use crate::verdict::{Finding, Outcome};

/// What has been told so far.
#[derive(Debug, Default)]
pub struct Teller {
    /// The findings that were told in full: their check, and what they have in common with others.
    told: Vec<(&'static str, String)>,
    /// A starter, or a program that does not compile, fails each check in the same way. Once is enough.
    done: bool,
}

impl Listener for Teller {
    fn begins(&mut self, report: &Report) -> Result<(), String> {
        text::head(report, &mut anstream::stdout()).map_err(unwritable)
    }

    /// A line that the next one takes the place of, for whoever sits before a terminal.
    fn waits_for(&mut self, id: &str) -> Result<(), String> {
        if !self.done && io::stdout().is_terminal() {
            print!("  … {id}");
            io::stdout().flush().map_err(unwritable)?;
        }
        Ok(())
    }

    fn ends(&mut self, report: &Report) -> Result<(), String> {
        if self.done {
            return Ok(());
        }
        if io::stdout().is_terminal() {
            print!("\r\x1b[K");
        }
        self.tell(report, &mut anstream::stdout())
            .map_err(unwritable)
    }
}

impl Teller {
    pub fn total(&self, report: &Report) -> Result<(), String> {
        text::total(report, &mut anstream::stdout()).map_err(unwritable)
    }

    fn tell(&mut self, report: &Report, out: &mut impl io::Write) -> io::Result<()> {
        let Some(done) = report.checks.last() else {
            return Ok(());
        };
        if report.does_not_compile().is_some() {
            self.done = true;
            return text::check(done, report, out);
        }
        let Outcome::Failed(finding) = &done.outcome else {
            return text::check(done, report, out);
        };
        if let Some(todo) = &finding.todo {
            self.done = true;
            return text::begin_here(done, finding, todo, out);
        }
        if !finding.same_as.is_empty() {
            return text::same_cause(done, &finding.same_as, out);
        }
        let cause = in_common(finding);
        if let Some((first, _)) = self.told.iter().find(|(_, told)| *told == cause) {
            return text::same_cause(done, first, out);
        }
        self.told.push((done.id, cause));
        text::check(done, report, out)
    }
}

/// Findings of one cause say the same, but for numbers: each run has its own.
fn in_common(finding: &Finding) -> String {
    if let Some(cause) = &finding.cause {
        return cause.kind.clone();
    }
    let text = format!("{} {}", finding.expected, finding.idea);
    text.chars().filter(|c| !c.is_ascii_digit()).collect()
}
