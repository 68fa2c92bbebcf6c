//! What a stage has seen of its processes, and who is held.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use nix::unistd::Pid;
use shm_workbook::SemaphoreSet;

use super::layout::Memory;
use super::ledger::Ledger;
use super::worker::{Role, Worker};
use crate::syscalls;
use crate::trial::request::Request;
use crate::trial::tracer::{Next, Stop};

/// Who is held before which request.
pub type Holds = Box<dyn Fn(&Worker, &Request) -> bool>;

/// What has been seen, and who is held.
pub struct Watch {
    pub set: Option<SemaphoreSet>,
    /// When the first of all requests for a permit was made, and the last so far.
    pub requests: Option<(Instant, Instant)>,
    pub workers: HashMap<Pid, Worker>,
    pub ended: HashSet<Pid>,
    pub ledger: Ledger,
    pub held: Vec<(Pid, Request)>,
    pub holds: Holds,
}

impl Watch {
    pub fn new(ledger: Ledger, holds: Holds) -> Self {
        Self {
            set: None,
            requests: None,
            workers: HashMap::new(),
            ended: HashSet::new(),
            ledger,
            held: Vec::new(),
            holds,
        }
    }

    /// Those that have not ended.
    pub fn with_role(&self, role: Role) -> Vec<Pid> {
        let mut found = self.all_with_role(role);
        found.retain(|pid| !self.ended.contains(pid));
        found
    }

    pub fn all_with_role(&self, role: Role) -> Vec<Pid> {
        let workers = self.workers.values();
        let mut found: Vec<Pid> = workers
            .filter(|worker| worker.role == Some(role))
            .map(|worker| worker.pid)
            .collect();
        found.sort_unstable();
        found
    }

    pub fn is_held(&self, pid: Pid) -> bool {
        self.held.iter().any(|(held, _)| *held == pid)
    }

    pub fn look(&mut self, stop: Stop, memory: impl Fn() -> Memory) -> Next {
        let Stop::Call { pid, number, .. } = stop else {
            return Next::Call;
        };
        if !syscalls::SEMAPHORE.contains(&number) {
            return Next::Call;
        }
        let Some(request) = Request::of(pid) else {
            return Next::Call;
        };
        if request.takes_any() {
            let now = Instant::now();
            self.requests.get_or_insert((now, now)).1 = now;
            self.set.get_or_insert(SemaphoreSet::from_id(request.set));
        }
        let worker = self.workers.entry(pid).or_insert_with(|| Worker::new(pid));
        worker.asks(&request);
        self.ledger.saw(worker, &request, &memory());
        let next = self.lets(pid, &request);
        if next == Next::Hold {
            self.held.push((pid, request));
        }
        next
    }

    pub fn lets(&mut self, pid: Pid, request: &Request) -> Next {
        match self.workers.get_mut(&pid) {
            Some(worker) if (self.holds)(worker, request) => Next::Hold,
            Some(worker) => {
                worker.goes_on(request);
                Next::Call
            }
            None => Next::Call,
        }
    }
}
