//! What this machine lets a judge have. Found out by trying, with the checker itself as the
//! program under test.

use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use nix::sys::signal::kill;
use nix::unistd::getppid;

use nix::errno::Errno;
use shm_workbook::procfs::process;

use super::answer::{Answer, Found};
use super::ask::{self, Asked};
use super::deadline;
use super::order::{Order, PROBE};
use super::{room, speed};
use crate::isolation::mark;
use crate::isolation::namespaces::{self, Isolation};
use crate::trial::Trial;
use crate::trial::ended::End;
use crate::trial::tracer::{self, Next, Stop};
use crate::verdict::Objection;
use crate::words::Word;

/// How a probe ends that has found files open to it, and one that could signal its judge.
const OPEN: u8 = 10;
const SIGNALS: u8 = 11;

/// What all checks of this run of the checker stand on.
#[derive(Debug, Clone)]
pub struct Ground {
    pub isolation: Isolation,
    pub found: Found,
}

impl Ground {
    /// The best that this machine allows this user.
    pub fn best() -> Result<Self, String> {
        let mut last = String::new();
        for isolation in namespaces::ALL {
            match Self::try_out(isolation) {
                Ok(ground) => return Ok(ground),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// All of the isolation that was asked for, or none.
    pub fn exactly(isolation: Isolation) -> Result<Self, String> {
        let ground = Self::try_out(isolation).map_err(|error| {
            format!(
                "this machine does not let you have {}: {error}",
                isolation.describe()
            )
        })?;
        if isolation.has_namespaces() && !ground.found.landlock {
            return Err(format!(
                "this machine does not let you have isolation `{}`: its kernel has no Landlock",
                isolation.name()
            ));
        }
        Ok(ground)
    }

    fn try_out(isolation: Isolation) -> Result<Self, String> {
        let itself = std::env::current_exe().map_err(|error| error.to_string())?;
        let order = Order {
            isolation,
            limit: Duration::from_secs(20),
            tracing: true,
            folder: Default::default(),
            keep: Default::default(),
            shown: String::new(),
            program: vec![itself.into()],
        };
        let until = Instant::now() + deadline::of_check(order.limit);
        match ask::ask(order, PROBE, until)? {
            Asked::Late => Err("a program takes too long to start".to_string()),
            Asked::Answer(Answer::Found(found)) => Ok(Self { isolation, found }),
            Asked::Answer(Answer::Judged(_) | Answer::Built(_)) => {
                Err("an odd answer".to_string())
            }
            Asked::Ended { complaint, .. } => Err(complaint),
        }
    }

    /// What a program under test could still do, a sentence each.
    pub fn left(&self) -> Vec<&'static str> {
        let mut left = Vec::new();
        if !self.isolation.has_namespaces() {
            left.push("it sees all processes, and all IPC objects of this machine");
            if !mark::is_possible() {
                left.push(
                    "what a short-lived process of it creates may stay, and sets and queues never used",
                );
            }
            left.push("it can connect to sockets, and use the network but for TCP");
        }
        if !self.found.landlock {
            left.push("it can read and write the files of whoever grades");
            if !self.isolation.has_namespaces() {
                left.push("it can use the network");
            }
        }
        if self.found.signals && !self.isolation.has_namespaces() {
            left.push(
                "it can signal and stop this user's processes, the checker among them",
            );
        }
        left
    }
}

/// The judge's side of a probe.
pub fn probe(trial: &Trial) -> Result<Found, String> {
    let words = [Word::from("__probe")];
    let odd = |end: End| format!("a program cannot be run: {end:?}");
    let files = room::for_files();
    let run = trial.run(&words).map_err(said)?;
    let slowness = speed::slowness();
    files.map_err(|error| room::lacking(&error))?;
    let (landlock, signals) = match run.end {
        End::Exited(0) => (true, false),
        End::Exited(code) if code == i32::from(SIGNALS) => (true, true),
        End::Exited(code) if code == i32::from(OPEN) => (false, true),
        End::Exited(code) if code == i32::from(room::TOO_FEW_PROCESSES) => {
            return Err(room::lacking(&Errno::EAGAIN.into()));
        }
        end => {
            return Err(format!(
                "{}; {}",
                odd(end),
                String::from_utf8_lossy(&run.stderr)
            ));
        }
    };
    let mut calls = 0_u32;
    let traced = trial.start_traced(&words).and_then(|mut session| {
        tracer::follow(&session, |stop| {
            calls += u32::from(matches!(stop, Stop::Call { .. }));
            Next::Call
        })?;
        Ok(session.finish())
    });
    let tracing = match traced {
        Ok(_) if calls > 0 => None,
        Ok(ended) => Some(untraced(&String::from_utf8_lossy(&ended.stderr))),
        Err(_) => Some("ptrace is refused".to_string()),
    };
    Ok(Found {
        landlock,
        signals,
        tracing,
        slowness,
    })
}

fn said(objection: Objection) -> String {
    match objection {
        Objection::Broken(error) | Objection::Missed(error) => error,
        other => format!("{other:?}"),
    }
}

/// `PTRACE_TRACEME` says EPERM for three reasons, and tells none of them.
fn untraced(stderr: &str) -> String {
    let traced = process::own_status().is_ok_and(|status| status.tracer.is_some());
    let why = if traced {
        "another tracer, such as strace or a debugger, has hold of this"
    } else {
        "a container's seccomp filter, Yama or an emulator is in the way"
    };
    format!("{why}: {}", stderr.trim())
}

/// The role `__probe`, in the place of a program under test: is there room for as many processes as
/// the labs' programs start? Is the root of the file system closed, and does no signal reach the
/// judge? In a PID namespace, its parent has no number.
pub fn look_around() -> ExitCode {
    if room::for_processes().is_err() {
        return ExitCode::from(room::TOO_FEW_PROCESSES);
    }
    let judge = getppid();
    if fs::read_dir("/").is_ok() {
        ExitCode::from(OPEN)
    } else if judge.as_raw() != 0 && kill(judge, None).is_ok() {
        ExitCode::from(SIGNALS)
    } else {
        ExitCode::SUCCESS
    }
}
