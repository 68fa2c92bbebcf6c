//! What this machine lets a judge have. Found out by trying, with the checker itself as the
//! program under test.

use std::fs;
use std::process::ExitCode;
use std::time::Duration;

use nix::errno::Errno;
use shm_workbook::procfs::process;

use super::answer::{Answer, Found};
use super::ask::{self, Asked};
use super::order::{Order, PROBE};
use super::room;
use crate::isolation::namespaces::{self, Isolation};
use crate::trial::Trial;
use crate::trial::ended::End;
use crate::trial::tracer::{self, Next, Stop};
use crate::verdict::Objection;
use crate::words::Word;

/// The exit code of a probe that Landlock does not keep from anything.
const CLOSED_TO_NOBODY: u8 = 10;

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
            shown: String::new(),
            program: vec![itself.into()],
        };
        match ask::ask(order, PROBE)? {
            Asked::Answer(Answer::Found(found)) => Ok(Self { isolation, found }),
            Asked::Answer(Answer::Judged(_)) => Err("an odd answer".to_string()),
            Asked::Ended { complaint, .. } => Err(complaint),
        }
    }

    /// What a program under test could still do, a sentence each.
    pub fn left(&self) -> Vec<&'static str> {
        let mut left = Vec::new();
        if !self.isolation.has_namespaces() {
            left.push("it sees all processes, and all IPC objects of this machine");
            left.push(
                "what a short-lived process of it creates may stay, and sets and queues never used",
            );
            left.push("it can connect to sockets, and use the network but for TCP");
        }
        if !self.found.landlock {
            left.push("it can read and write the files of whoever grades");
            if !self.isolation.has_namespaces() {
                left.push("it can signal and stop this user's processes, the checker among them");
                left.push("it can use the network");
            }
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
    files.map_err(|error| room::lacking(&error))?;
    let landlock = match run.end {
        End::Exited(0) => true,
        End::Exited(code) if code == i32::from(CLOSED_TO_NOBODY) => false,
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
    Ok(Found { landlock, tracing })
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
/// the labs' programs start? Is the root of the file system closed?
pub fn look_around() -> ExitCode {
    if room::for_processes().is_err() {
        return ExitCode::from(room::TOO_FEW_PROCESSES);
    }
    match fs::read_dir("/") {
        Err(_) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(CLOSED_TO_NOBODY),
    }
}
