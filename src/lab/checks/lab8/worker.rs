//! What is known of a process that uses the set.

use nix::unistd::Pid;
use shm_workbook::procfs::process;

use super::members::{EMPTY, FULL, MUTEX};
use crate::trial::request::Request;

/// Told by the count that it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Producer,
    Consumer,
}

#[derive(Debug)]
pub struct Worker {
    pub pid: Pid,
    /// Its process, if it is a thread.
    pub group: Pid,
    pub role: Option<Role>,
    /// It has asked for the mutex, and not given it back.
    pub is_inside: bool,
    /// How often it gave the mutex back, with the time that it is about to.
    pub rounds: u32,
    /// Its calls of `semop` so far.
    pub calls: u32,
}

impl Worker {
    pub fn new(pid: Pid) -> Self {
        Self {
            pid,
            group: process::status(pid).map_or(pid, |status| status.thread_group),
            role: None,
            is_inside: false,
            rounds: 0,
            calls: 0,
        }
    }

    /// It is about to make this request.
    pub fn asks(&mut self, request: &Request) {
        self.calls += 1;
        let role = if request.takes(EMPTY) {
            Some(Role::Producer)
        } else if request.takes(FULL) {
            Some(Role::Consumer)
        } else {
            None
        };
        self.role = self.role.or(role);
        self.is_inside |= request.takes(MUTEX);
        self.rounds += u32::from(request.gives(MUTEX));
    }

    /// It is about to go on with it.
    pub fn goes_on(&mut self, request: &Request) {
        if request.gives(MUTEX) {
            self.is_inside = false;
        }
    }
}
