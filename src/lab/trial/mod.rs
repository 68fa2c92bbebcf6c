//! A trial: one check tries a program, in one run or in several.
//!
//! | file | what it holds |
//! |---|---|
//! | `session` | one run of the program, while it runs |
//! | `clock` | the time that counts for its limit |
//! | `sight` | what can be seen of a run meanwhile |
//! | `ended`, `todo` | one run, after its end; what a starter leaves to do |
//! | `capture` | what a run writes |
//! | `objects` | the trial's processes, segments and semaphores |
//! | `diagnosis`, `request` | why a program hangs, and what it asks of a semaphore set |
//! | `stuck` | whether anybody is left who could go on |
//! | `tracer`, `watchdog`, `bell` | following a run from system call to system call |
//! | `watched`, `onlooker`, `seen` | following a run from access to access |
//! | `step`, `traps`, `pairs` | following it by instructions, where there is no witness; some belong together |

pub mod bell;
pub mod capture;
mod clock;
pub mod diagnosis;
pub mod ended;
pub mod objects;
#[cfg(target_arch = "x86_64")]
mod onlooker;
#[cfg(target_arch = "aarch64")]
mod pairs;
pub mod request;
pub mod seen;
pub mod session;
mod sight;
#[cfg(not(target_arch = "x86_64"))]
pub mod step;
pub mod stuck;
mod todo;
pub mod tracer;
#[cfg(target_arch = "aarch64")]
mod traps;
mod watchdog;
pub mod watched;

use std::cell::{Cell, RefCell};
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use nix::unistd::getpid;

use self::clock::Clock;
use self::ended::Ended;
use self::objects::Objects;
use self::session::Session;
use crate::isolation::namespaces::Isolation;
use crate::isolation::{confine, processes};
use crate::judge::order::Order;
use crate::verdict::{Finding, Judged, Objection, Outcome};
use crate::words::Word;

/// One check's program, its limits and its objects.
#[derive(Debug)]
pub struct Trial {
    isolation: Isolation,
    tracing: bool,
    folder: PathBuf,
    program: Vec<OsString>,
    /// Has the program been started? From then on it is what things go wrong by.
    started: Cell<bool>,
    /// How the reader starts the program.
    shown: String,
    pub limit: Duration,
    pub objects: Objects,
    /// What to type before the command, such as a segment that the checker provides.
    preface: RefCell<String>,
    remark: RefCell<String>,
    last_run: RefCell<String>,
}

impl Trial {
    pub fn new(order: Order) -> io::Result<Self> {
        Ok(Self {
            isolation: order.isolation,
            tracing: order.tracing,
            folder: order.folder,
            program: order.program,
            started: Cell::new(false),
            shown: order.shown,
            limit: order.limit,
            objects: Objects::new(order.isolation)?,
            preface: RefCell::default(),
            remark: RefCell::default(),
            last_run: RefCell::default(),
        })
    }

    /// How the reader starts the program.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// What the reader cannot type: a remark that a shell ignores.
    pub fn remark(&self, remark: impl Into<String>) {
        *self.remark.borrow_mut() = format!("  # {}", remark.into());
    }

    /// What the reader types first, to have an object like the checker's.
    pub fn prepare(&self, preface: impl Into<String>) {
        *self.preface.borrow_mut() = preface.into();
    }

    /// Runs the program to its end, with an empty stdin.
    pub fn run(&self, words: &[Word]) -> Result<Ended, Objection> {
        Ok(self.start(words)?.finish())
    }

    pub fn start(&self, words: &[Word]) -> Result<Session<'_>, Objection> {
        self.launch(words, "free")
    }

    /// Starts the program as a tracee; see `tracer`.
    pub fn start_traced(&self, words: &[Word]) -> Result<Session<'_>, Objection> {
        if !self.tracing {
            let reason = "no program can be traced here; `cargo lab doctor` says why";
            return Err(Objection::CannotJudge(reason.to_string()));
        }
        self.launch(words, confine::TRACED)
    }

    /// By way of the role `__confine`; see `isolation::confine`.
    fn launch(&self, words: &[Word], how: &str) -> Result<Session<'_>, Objection> {
        let mut command = Command::new("/proc/self/exe");
        command
            .args(["__confine", how, self.isolation.name()])
            .arg(getpid().to_string())
            .arg(&self.folder)
            .arg(self.program.len().to_string())
            .args(&self.program)
            .args(words.iter().map(|word| &word.real));
        self.started.set(true);
        let traced = [confine::TRACED, confine::WATCHED].contains(&how);
        let clock = Clock::start(self.limit, traced);
        Session::start(&self.objects, command, self.command(words), clock)
    }

    fn command(&self, words: &[Word]) -> String {
        let mut command = self.preface.borrow().clone();
        command.push_str(&self.shown);
        for word in words {
            command.push(' ');
            command.push_str(&word.shown);
        }
        command.push_str(&self.remark.borrow());
        self.last_run.replace(command.clone());
        command
    }

    /// What becomes of a check's judgement.
    ///
    /// # Errors
    ///
    /// What went wrong before the program was even started: then it is not the program's doing. And
    /// what the checker was too slow for.
    pub fn outcome(&self, judged: Judged) -> Result<Outcome, String> {
        let mut finding = match judged {
            Ok(()) => return Ok(Outcome::Passed),
            Err(Objection::CannotJudge(reason)) => return Ok(Outcome::Skipped(reason)),
            Err(Objection::Missed(error)) => return Err(error),
            Err(Objection::Broken(error)) if !self.started.get() => return Err(error),
            Err(Objection::Broken(error)) => broken(error),
            Err(Objection::Fault(finding)) => *finding,
        };
        // A finding that came about between two runs names the last one.
        if finding.run.is_empty() {
            finding.run = self.last_run.borrow().clone();
        }
        Ok(Outcome::Failed(finding))
    }

    /// Ends all processes, and removes what they have created. Both go with their namespaces, if they
    /// have some; see `isolation::init::end`.
    pub fn clear(&self) {
        if !self.isolation.has_namespaces() {
            processes::end_all();
            self.objects.remove();
        }
    }
}

fn broken(error: String) -> Finding {
    Finding {
        expected: "objects and processes that the checker can look at to the end"
            .to_string(),
        saw: vec![error],
        idea: "Does the program change what is not its own, such as the segment's mode?"
            .to_string(),
        ..Finding::default()
    }
}
