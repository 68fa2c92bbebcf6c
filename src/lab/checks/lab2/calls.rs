//! Which calls lab 2 makes, and in which order. Afterwards nobody could tell.

use shm_workbook::procfs::process;

use super::size::any_size;
use crate::checks::provided::segment;
use crate::syscalls;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::trial::tracer::{self, Next, Stop};
use crate::verdict::{Judged, Objection};
use crate::words::Word;

/// A call with the segment's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Attach { read_only: bool },
    Ask,
}

impl Call {
    fn show(self) -> &'static str {
        match self {
            Self::Attach { read_only: true } => "shmat with SHM_RDONLY",
            Self::Attach { read_only: false } => "shmat without SHM_RDONLY",
            Self::Ask => "shmctl",
        }
    }
}

/// All of them, in order, from a run whose stdin is closed.
fn calls(trial: &Trial) -> Result<(Ended, Vec<Call>), Objection> {
    let segment = segment(trial, any_size())?;
    let mut session = trial.start_traced(&[Word::variable(segment.id())])?;
    drop(session.stdin.take());
    let mut calls = Vec::new();
    tracer::follow(&session, |stop| {
        if let Stop::Call { pid, number, first } = stop {
            // The id is an int: what the upper half of the register holds means nothing.
            if first as i32 == segment.id() {
                match number {
                    syscalls::SHMAT => {
                        let call = process::system_call(pid).ok().flatten();
                        let flags = call.map_or(0, |call| call.arguments[2]);
                        let read_only = flags as i32 & libc::SHM_RDONLY != 0;
                        calls.push(Call::Attach { read_only });
                    }
                    syscalls::SHMCTL => calls.push(Call::Ask),
                    _ => {}
                }
            }
        }
        Next::Call
    })?;
    let ended = session.finish();
    ended.succeeded()?;
    Ok((ended, calls))
}

fn objection(ended: &Ended, calls: &[Call], expected: &str, idea: &str) -> Objection {
    let names: Vec<&str> = calls.iter().take(8).map(|call| call.show()).collect();
    let seen = format!("system calls with the id: {}", names.join(", "));
    ended.objection(expected, idea).with(seen)
}

pub fn asks_second(trial: &Trial) -> Judged {
    let (ended, calls) = calls(trial)?;
    if matches!(calls.first(), Some(Call::Attach { .. })) {
        return Ok(());
    }
    Err(objection(
        &ended,
        &calls,
        "shmat before any shmctl",
        "Between a question and an attach the segment may be removed, and its id may come to \
         mean another one. What is attached stays.",
    ))
}

pub fn never_writable(trial: &Trial) -> Judged {
    let (ended, calls) = calls(trial)?;
    let attaches = calls
        .iter()
        .filter(|call| matches!(call, Call::Attach { .. }));
    let mut attaches = attaches.copied().peekable();
    if attaches.peek().is_some()
        && attaches.all(|call| call == Call::Attach { read_only: true })
    {
        return Ok(());
    }
    Err(objection(
        &ended,
        &calls,
        "every shmat with SHM_RDONLY",
        "A program that only reads never needs the right to write, not even for a moment.",
    ))
}
