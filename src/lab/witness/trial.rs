//! One run of the program in a given order, and whether it did what it should.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::process::{Command, Stdio};

use shm_workbook::{Key, Mode, RemoveOnDrop, Segment};

use super::columns::Trace;
use super::contents::Memory;
use super::engine::Engine;
use super::event::End;
use super::explorer::Explorer;
use super::start::Output;
use super::steps::{Before, Ending, Script, Step};

/// What is run, and what is expected of it.
#[derive(Debug)]
pub struct Plan {
    pub program: Vec<OsString>,
    /// Segment, offset and the value that it shall hold at the end.
    pub finals: Vec<(usize, u64, u64)>,
    /// A command that says by its exit code whether all is well.
    pub check: Option<String>,
    /// The length of a segment that each run is given; its id takes the place of `{}` among the words.
    pub segment: Option<NonZeroUsize>,
}

/// What one run came to.
pub struct Run {
    pub steps: Vec<Step>,
    pub left: Before,
    pub ending: Ending,
    pub memory: Memory,
    /// What is wrong with it.
    pub fault: Option<String>,
    /// A loop that waits was seen.
    pub spun: bool,
}

impl Plan {
    /// Runs the program in this order as far as it goes.
    ///
    /// # Errors
    /// A text for the reader: this machine allows no tracing, the program cannot be started.
    pub fn run(
        &self,
        script: Script,
        sleep: Before,
        trace: Option<Trace<'_>>,
    ) -> Result<Run, String> {
        let killed = script.iter().any(|(_, killed)| *killed);
        let given = self.given()?;
        let words = self.words(given.as_deref());
        let shows = trace.as_ref().is_some_and(|trace| trace.shows_output);
        let output = if shows {
            Output::Inherited
        } else {
            Output::Discarded
        };
        let mut explorer = Explorer::new(script, sleep, trace);
        let (end, _) = Engine::run(&words, output, &mut explorer)?;
        let ending = explorer.ending.take().unwrap_or(Ending::Ended(end));
        let fault = match &ending {
            Ending::Ended(end) => self.judge(*end, &explorer.memory, killed),
            Ending::Deadlock(waiting) => {
                Some(format!("all wait\n{}", explorer.balance.picture(waiting)))
            }
            Ending::Diverged(what) => {
                return Err(format!("the program does not follow this order: {what}"));
            }
            Ending::TooLong => return Err("more steps than can be explored".to_string()),
            Ending::Known => None,
        };
        Ok(Run {
            steps: explorer.steps,
            left: explorer.left,
            ending,
            memory: explorer.memory,
            fault,
            spun: explorer.spun,
        })
    }

    /// A segment full of zeros, which goes with the run.
    fn given(&self) -> Result<Option<RemoveOnDrop<Segment>>, String> {
        let Some(length) = self.segment else {
            return Ok(None);
        };
        let made = Segment::create(Key::PRIVATE, length, Mode::OWNER);
        Ok(Some(
            made.map_err(|error| error.to_string())?.remove_on_drop(),
        ))
    }

    fn words(&self, given: Option<&Segment>) -> Vec<OsString> {
        let Some(segment) = given else {
            return self.program.clone();
        };
        let id = segment.to_string();
        let word = |word: &OsString| {
            if word == "{}" {
                id.clone().into()
            } else {
                word.clone()
            }
        };
        self.program.iter().map(word).collect()
    }

    /// What is wrong at the end of a run. Where a process was killed, only those who are left are judged:
    /// they must end, and the check must pass.
    fn judge(&self, end: End, memory: &Memory, killed: bool) -> Option<String> {
        if let End::Killed(signal) = end {
            if !killed {
                return Some(format!(
                    "ended by {}",
                    super::describe::signal_name(signal)
                ));
            }
        }
        if !killed && end.code() == start_failed() {
            return Some("the program could not be started".to_string());
        }
        let wrong = self.finals.iter().filter(|_| !killed).find_map(
            |&(segment, offset, wanted)| {
                let found = memory.number(segment, offset);
                let place = format!("M{}+{offset}", segment + 1);
                (found != wanted).then(|| format!("{place} is {found}, not {wanted}"))
            },
        );
        wrong.or_else(|| self.check())
    }

    fn check(&self) -> Option<String> {
        let command = self.check.as_ref()?;
        let mut shell = Command::new("sh");
        shell
            .arg("-c")
            .arg(command)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        match shell.status() {
            Ok(status) if status.success() => None,
            Ok(status) => Some(format!("{command}: {status}")),
            Err(error) => Some(format!("sh: {error}")),
        }
    }
}

fn start_failed() -> u8 {
    super::start::NOT_STARTED
}
