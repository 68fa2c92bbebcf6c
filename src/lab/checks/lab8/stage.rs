//! A run of lab 8 whose processes go on only as far as they are let: each is stopped before each of
//! its calls of `semop`, and may be held there. So the buffer gets full, and empty, by force.

use std::mem;
use std::time::Instant;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use shm_workbook::procfs::process;

use super::layout::Sizes;
use super::ledger::Ledger;
use super::members::{EMPTY, FULL, MUTEX};
use super::run::Run;
use super::state::State;
use super::watch::Watch;
use super::worker::Worker;
use crate::trial::Trial;
use crate::trial::bell::Bell;
use crate::trial::ended::Ended;
use crate::trial::request::Request;
use crate::trial::stuck::Stuck;
use crate::trial::tracer::{self, Next, Tracer};
use crate::verdict::{Judged, Objection};

pub struct Stage<'a> {
    pub run: Run<'a>,
    pub watch: Watch,
    tracer: Tracer,
    bell: Bell,
    is_over: bool,
    /// Has it taken longer than anything may?
    was_late: bool,
    /// Has somebody asked and asked, in any wait?
    spun: bool,
}

/// Milliseconds until the next look, if no process stops meanwhile: one that has fallen asleep does not.
const NAP: u16 = 1;

/// Whoever sleeps asks a few times for each item. After so many requests for nothing, somebody does not.
const IN_VAIN: u32 = 2000;

pub const SLEEPS: &str = "Who has to wait sleeps in semop. IPC_NOWAIT in a loop, or GETVAL, burns the \
                          time that the others need.";

impl<'a> Stage<'a> {
    pub fn start(
        trial: &'a Trial,
        sizes: Sizes,
        holds: impl Fn(&Worker, &Request) -> bool + 'static,
    ) -> Result<Self, Objection> {
        // Before the program, so that all threads of the checker that wait for it leave the signal alone.
        let bell = Bell::new().map_err(Objection::Missed)?;
        let run = Run::start_traced(trial, sizes)?;
        let ledger = Ledger::new(sizes, run.memory());
        Ok(Self {
            run,
            watch: Watch::new(ledger, Box::new(holds)),
            tracer: Tracer::default(),
            bell,
            is_over: false,
            was_late: false,
            spun: false,
        })
    }

    /// From here on, others are held. Who was, and is not any more, goes on.
    pub fn hold(
        &mut self,
        holds: impl Fn(&Worker, &Request) -> bool + 'static,
    ) -> Judged {
        self.watch.holds = Box::new(holds);
        for (pid, request) in mem::take(&mut self.watch.held) {
            if self.watch.lets(pid, &request) == Next::Hold {
                self.watch.held.push((pid, request));
            } else {
                tracer::go_on(pid)?;
            }
        }
        Ok(())
    }

    /// Follows the program until `done` says so, or until it has ended or takes too long: then false.
    pub fn wait_until(
        &mut self,
        done: impl Fn(&Self) -> bool,
    ) -> Result<bool, Objection> {
        let begin = Instant::now();
        self.watch.ledger.in_vain = 0;
        while !self.is_over {
            let next = waitpid(None, Some(WaitPidFlag::WNOHANG | WaitPidFlag::__WALL));
            match next {
                Ok(WaitStatus::StillAlive) if done(self) => {
                    // What has been waited for so far is not the program's doing.
                    self.run.session.clock.restart();
                    return Ok(true);
                }
                Ok(WaitStatus::StillAlive) if self.is_late(begin) => {
                    self.was_late = true;
                    return Ok(false);
                }
                Ok(WaitStatus::StillAlive) => drop(self.bell.wait(NAP)),
                Ok(status) => {
                    self.happened(status)?;
                    // Of those who never sleep there is always one more that has stopped.
                    if self.spins() {
                        return Ok(false);
                    }
                }
                Err(Errno::ECHILD) => self.is_over = true,
                Err(errno) => return Err(errno.into()),
            }
        }
        Ok(false)
    }

    /// What starts the program may take its time. From the first request on, this is about the program.
    fn is_late(&self, begin: Instant) -> bool {
        let limit = self.run.session.limit;
        match self.watch.requests {
            None => self.run.session.clock.is_up(1),
            // On a busy machine, who goes on slowly is not stuck. Who asks for ever must end, too.
            Some((first, last)) => {
                begin.max(last).elapsed() > limit / 3
                    || begin.max(first).elapsed() > limit
            }
        }
    }

    /// Does somebody ask and ask since the begin of this wait?
    fn spins(&mut self) -> bool {
        self.spun |= self.watch.ledger.in_vain > IN_VAIN;
        self.watch.ledger.in_vain > IN_VAIN
    }

    fn happened(&mut self, status: WaitStatus) -> Judged {
        let Self { run, watch, .. } = self;
        match status {
            WaitStatus::Exited(pid, _) | WaitStatus::Signaled(pid, _, _) => {
                watch.ended.insert(pid);
                if pid == run.session.pid {
                    run.session.ended_with(status, false);
                    self.is_over = true;
                }
                Ok(())
            }
            status => self
                .tracer
                .stopped(status, &mut |stop| watch.look(stop, || run.memory())),
        }
    }

    /// Nobody runs: as many as there should be workers are held, or asleep in the set.
    pub fn is_at_rest(&self) -> bool {
        let Sizes {
            producers,
            consumers,
            ..
        } = self.run.sizes;
        let asleep = self.watch.set.map_or(0, |set| {
            let waiting = [EMPTY, FULL, MUTEX].map(|member| set.waiting(member));
            waiting.into_iter().flatten().sum()
        });
        let gone = self
            .watch
            .workers
            .keys()
            .filter(|pid| self.watch.ended.contains(pid));
        let here = asleep + self.watch.held.len() + gone.count();
        here as u64 >= producers + consumers
    }

    /// Nobody runs, whoever it is: all sleep, or are stopped.
    pub fn is_quiet(&self) -> bool {
        let pid = self.run.session.pid;
        let mut all = process::descendants(pid).unwrap_or_default();
        all.extend(process::look(pid));
        all.iter()
            .all(|process| !matches!(process.state, 'R' | 'D'))
    }

    /// An objection if it never came to a request: then a limit has stopped it, as it would any other.
    pub fn rest(&mut self) -> Result<bool, Objection> {
        let rests = self.wait_until(Self::is_at_rest)?;
        if self.watch.set.is_none() {
            self.run.session.finish().succeeded()?;
        }
        Ok(rests)
    }

    /// Lets all go, and waits for the end.
    pub fn finish(&mut self) -> Result<Ended, Objection> {
        self.hold(|_, _| false)?;
        let stuck = Stuck::new();
        let mut is_done = false;
        while !is_done && !self.is_over && !self.run.session.clock.is_up(1) {
            // Nobody is held any more, so the checker owes nobody an answer.
            is_done = self.wait_until(|stage| {
                stage.is_over || stage.run.session.is_stuck(&stuck)
            })?;
            // And still they ask in vain.
            if self.spins() && !self.is_over {
                return Err(self.objection("whoever has to wait sleeps", SLEEPS));
            }
        }
        Ok(self.run.session.finish())
    }

    pub fn kill(&mut self, pid: Pid) -> Result<bool, Objection> {
        let _ = kill(pid, Signal::SIGKILL);
        self.watch.held.retain(|(held, _)| *held != pid);
        self.wait_until(|stage| stage.watch.ended.contains(&pid))
    }

    pub fn state(&self) -> State {
        State::of(self.watch.set, self.run.memory())
    }

    /// With what the kernel and the memory say now.
    pub fn objection(&self, expected: impl Into<String>, idea: &str) -> Objection {
        let state = self.state();
        let objection = self.run.session.objection(expected, idea);
        let objection = state.lines().into_iter().fold(objection, Objection::with);
        let objection = if self.spun {
            let seen = format!(
                "{IN_VAIN} calls of semop, and nothing had changed in the segment"
            );
            objection.with(seen).because(SLEEPS)
        } else {
            objection
        };
        // The other checks need not wait as long for it.
        if self.was_late || self.spun {
            objection.stopped()
        } else {
            objection
        }
    }
}
