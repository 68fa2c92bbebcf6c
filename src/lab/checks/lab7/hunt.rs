//! Stopping a worker of lab 7 inside its critical section.
//!
//! The kernel tells the semaphore's value and who operated on it last. With value 0 that is
//! the holder. It is stopped by SIGSTOP, and then the kernel is asked again: still 0, and still
//! the same pid? Then it is stopped while it holds. Else it had moved on: it is continued, and
//! the next look may have more luck.
//!
//! On a busy machine, a worker may have done all its rounds between two looks. So they are
//! gathered again before every few looks: while the checker holds the semaphore, nobody moves.

use std::collections::HashSet;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use shm_workbook::Semaphore;
use shm_workbook::procfs::process;

use super::gate::Gate;
use super::permit::{Holder, is_stopped, last_if_taken, wait_for_stop};
use super::team::Team;
use crate::verdict::Objection;

/// Looks before the workers are gathered again.
const LOOKS: u32 = 20;

#[derive(Debug)]
pub struct Hunt<'a, 'b> {
    semaphore: Semaphore,
    team: &'a Team<'b>,
    /// Everybody below the program's first process.
    members: HashSet<Pid>,
    /// Somebody was seen to take the semaphore, or to wait for it.
    pub was_used: bool,
    /// Somebody counted while the checker held the semaphore.
    pub was_ignored: bool,
}

impl<'a, 'b> Hunt<'a, 'b> {
    pub fn new(semaphore: Semaphore, team: &'a Team<'b>) -> Self {
        Self {
            semaphore,
            team,
            members: HashSet::new(),
            was_used: false,
            was_ignored: false,
        }
    }

    /// `None` if the program ended before anybody was caught.
    pub fn catch(&mut self) -> Result<Option<Holder>, Objection> {
        while !self.team.session.is_over() {
            let Some(gate) = Gate::close(self.team, self.semaphore)? else {
                return Ok(None);
            };
            let before = self.team.done();
            let all_waited = gate.all_wait(self.team);
            self.was_ignored |= self.team.done() != before;
            self.was_used |= gate.has_queue();
            self.meet();
            drop(gate);
            // Who never waits cannot be gathered: then all looks are made at once.
            let looks = if all_waited { LOOKS } else { u32::MAX };
            if let Some((pid, lead)) = self.stop_one(looks) {
                return Ok(Some(Holder {
                    pid,
                    lead,
                    all_waited,
                }));
            }
        }
        Ok(None)
    }

    /// Whoever leads is not one of them: it has to wait for the others.
    fn meet(&mut self) {
        let below = process::descendants(self.team.session.pid).unwrap_or_default();
        self.members.extend(below.iter().map(|process| process.pid));
    }

    /// Stops a worker inside; with its parent.
    fn stop_one(&mut self, looks: u32) -> Option<(Pid, Pid)> {
        let mut left = looks;
        while left > 0 && !self.team.session.is_over() {
            let Some(pid) = last_if_taken(self.semaphore) else {
                std::thread::yield_now();
                continue;
            };
            left -= 1;
            if !self.members.contains(&pid) {
                self.meet();
                continue;
            }
            self.was_used = true;
            if self.stop(pid) {
                return Some((pid, process::look(pid).ok()?.parent));
            }
        }
        None
    }

    /// Who has moved on already is not waited for: meanwhile the others would go on, too.
    fn stop(&self, pid: Pid) -> bool {
        let holds = || last_if_taken(self.semaphore) == Some(pid);
        if kill(pid, Signal::SIGSTOP).is_err() {
            return false;
        }
        if holds() {
            wait_for_stop(pid);
            if is_stopped(pid) && holds() && self.team.done() < self.team.n {
                return true;
            }
        }
        let _ = kill(pid, Signal::SIGCONT);
        false
    }
}
