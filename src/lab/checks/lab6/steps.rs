//! Does each worker of lab 6 take its own steps?
//!
//! The witness sees who does what. Where it cannot be, or takes too long, this has to do:
//!
//! The log says who stored what, and anybody can write anything into it. But a process that is
//! inside a system call runs no code of its own: what the log says that it did meanwhile,
//! somebody else has made up. A worker that waits for an order waits in such a call.

use std::collections::{HashMap, HashSet};
use std::thread;
use std::time::Duration;

use nix::unistd::Pid;
use shm_workbook::procfs::process;
use shm_workbook::{Attachment, ReadOnly};

use super::log::{self, Log};
use super::run::{judge, size, words};
use super::truth;
use crate::checks::provided::segment;
use crate::trial::Trial;
use crate::trial::tracer::{self, Next, Stop};
use crate::verdict::Judged;
use crate::words::Word;

/// What is known of a process between two of its stops.
#[derive(Debug, Clone, Copy)]
struct Since {
    /// Its number in its own PID namespace: the one that it writes into the log.
    own: Pid,
    is_inside: bool,
    entries: usize,
}

#[derive(Debug)]
struct Watch {
    memory: Attachment<ReadOnly>,
    since: HashMap<Pid, Since>,
    /// Other threads of these may run while one of them is inside a call.
    with_threads: HashSet<Pid>,
    invented: Option<Pid>,
}

impl Watch {
    fn stop(&mut self, stop: Stop) {
        let pid = stop.pid();
        // Who is gone already cannot be asked, and takes no step any more.
        let Ok(status) = process::status(pid) else {
            return;
        };
        if status.thread_group != pid {
            self.with_threads.insert(status.thread_group);
            return;
        }
        self.compare(pid);
        let own = status.pids.last().copied().unwrap_or(pid);
        let since = Since {
            own,
            is_inside: matches!(stop, Stop::Call { .. }),
            entries: self.entries(own),
        };
        if self.since.insert(pid, since).is_none() {
            // It is held for as long as this looks, and so cannot take a step.
            thread::sleep(Duration::from_millis(2));
            if self.entries(own) > since.entries {
                self.invented.get_or_insert(own);
            }
        }
    }

    fn compare(&mut self, pid: Pid) {
        let Some(since) = self.since.get(&pid).copied() else {
            return;
        };
        let alone = !self.with_threads.contains(&pid);
        if since.is_inside && alone && self.entries(since.own) > since.entries {
            self.invented.get_or_insert(since.own);
        }
    }

    /// How many entries name this process, at any place of the log.
    fn entries(&self, pid: Pid) -> usize {
        let mut bytes = vec![0; self.memory.size()];
        // An error is met again by whoever reads the log at the end.
        let _ = self.memory.read(0, &mut bytes);
        log::entries_of(&bytes, pid)
    }
}

pub fn each_its_own(trial: &Trial) -> Judged {
    if trial.can_watch().is_ok() && truth::is_told(trial)? {
        return Ok(());
    }
    none_is_seen_made_up(trial)
}

fn none_is_seen_made_up(trial: &Trial) -> Judged {
    let n = fastrand::u64(5..15);
    let target = fastrand::u64(2..=2 * n);
    let segment = segment(trial, size(n))?;
    let words: [Word; 3] = words(segment.id(), n, target);
    let mut session = trial.start_traced(&words)?;
    drop(session.stdin.take());
    let mut watch = Watch {
        memory: segment.attach_read_only()?,
        since: HashMap::new(),
        with_threads: HashSet::new(),
        invented: None,
    };
    tracer::follow(&session, |stop| {
        watch.stop(stop);
        Next::Call
    })?;
    let ended = session.finish();
    // Who was killed inside a call never came back from it.
    let known: Vec<Pid> = watch.since.keys().copied().collect();
    known.into_iter().for_each(|pid| watch.compare(pid));
    let mut bytes = vec![0; watch.memory.size()];
    watch.memory.read(0, &mut bytes)?;
    judge(&ended, &bytes, n, target)?;
    let Some(pid) = watch.invented else {
        return Ok(());
    };
    let objection = ended.objection(
        "every step taken and logged by the process that the log names",
        "The conductor gives orders, and each worker takes its own steps: it loads, stores \
         and writes its entries itself.",
    );
    let pids: Vec<i32> = Log::of(&bytes)
        .pids()
        .iter()
        .map(|pid| pid.as_raw())
        .collect();
    Err(objection.with(format!(
        "pids in the log: {pids:?}; pid {pid} was inside a system call, or stopped, while \
         entries of it appeared"
    )))
}
