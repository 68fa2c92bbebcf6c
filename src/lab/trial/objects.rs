//! What belongs to a trial: its processes, and the IPC objects that they made.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::io;

use nix::unistd::{Pid, getpid, getuid};
use shm_workbook::others::MessageQueue;
use shm_workbook::procfs::process::{self, Process};
use shm_workbook::procfs::sysvipc::{self, SegmentRow, SemaphoreRow};
use shm_workbook::{Segment, Semaphore};

use super::ended::End;
use crate::isolation::limits;
use crate::isolation::mark;
use crate::isolation::namespaces::Isolation;
use crate::isolation::processes;

/// With an IPC namespace of its own, everything in it belongs to the trial. Without one, what
/// was there before does not, and the rest is known by its mark, or by who made it or used it.
#[derive(Debug)]
pub struct Objects {
    isolation: Isolation,
    /// Every process of the program that was ever seen.
    seen: RefCell<HashSet<Pid>>,
    /// Every semaphore set that one of them was seen to operate on.
    known: RefCell<HashSet<i32>>,
    old_segments: HashSet<i32>,
    old_semaphores: HashSet<i32>,
    old_queues: HashSet<i32>,
    looks: Cell<u32>,
}

impl Objects {
    /// What is there now is not the trial's.
    pub fn new(isolation: Isolation) -> io::Result<Self> {
        let segments = sysvipc::segments()?;
        let semaphores = sysvipc::semaphore_sets()?;
        Ok(Self {
            isolation,
            seen: RefCell::default(),
            known: RefCell::default(),
            old_segments: segments.iter().map(|row| row.id).collect(),
            old_semaphores: semaphores.iter().map(|row| row.id).collect(),
            old_queues: sysvipc::message_queues()?
                .iter()
                .map(|row| row.id)
                .collect(),
            looks: Cell::new(0),
        })
    }

    /// A process that the trial has started.
    pub fn started(&self, pid: Pid) {
        self.seen.borrow_mut().insert(pid);
    }

    /// Does the program use up too much: processes, memory? No limit of the kernel stops root from
    /// the first, and none that sanitizers and the JVM could live with stops anybody from the second.
    ///
    /// Without a namespace, the processes and semaphores that are seen here are noted, too:
    /// later, nobody could tell whose they were. Not every look looks: this one is not cheap.
    pub fn excess(&self) -> io::Result<Option<End>> {
        let look = self.looks.get();
        self.looks.set(look.wrapping_add(1));
        if look % 8 != 0 {
            return Ok(None);
        }
        let processes = processes::glance()?;
        if !self.isolation.has_namespaces() {
            self.note(&processes);
            self.new_semaphores()?;
        }
        let memory = processes
            .iter()
            .filter_map(|process| process::resident(process.pid).ok());
        // A chain in which each process starts the next and ends leaves many that have ended.
        let inherited = processes::own_children().unwrap_or_default().len();
        let many = processes.len().max(inherited);
        Ok(if many as u64 > limits::PROCESSES {
            Some(End::Crowded)
        } else if memory.sum::<u64>() > limits::MEMORY {
            Some(End::Swollen)
        } else {
            None
        })
    }

    fn note(&self, processes: &[Process]) {
        let pids = processes.iter().map(|process| process.pid);
        self.seen.borrow_mut().extend(pids);
    }

    /// The segments that the program created.
    pub fn segments(&self) -> io::Result<Vec<SegmentRow>> {
        let mut rows = self.new_segments()?;
        rows.retain(|row| row.creator != getpid());
        Ok(rows)
    }

    /// The segments of this check, the checker's own among them.
    fn new_segments(&self) -> io::Result<Vec<SegmentRow>> {
        let seen = self.seen.borrow();
        let concerns = |row: &SegmentRow| {
            let creator = row.creator;
            self.isolation.has_namespaces()
                || is_marked(row.creator_gid)
                || creator == getpid()
                || seen.contains(&creator)
        };
        let mut rows = sysvipc::segments()?;
        rows.retain(|row| !self.old_segments.contains(&row.id) && concerns(row));
        Ok(rows)
    }

    /// The semaphore sets that the program created. The table does not name the creator, so
    /// without a namespace it is who was ever seen to operate on it.
    pub fn semaphores(&self) -> io::Result<Vec<SemaphoreRow>> {
        if !self.isolation.has_namespaces() {
            self.note(&processes::descendants()?);
        }
        self.new_semaphores()
    }

    /// The same, of the processes that are known by now.
    fn new_semaphores(&self) -> io::Result<Vec<SemaphoreRow>> {
        let mut rows = sysvipc::semaphore_sets()?;
        rows.retain(|row| !self.old_semaphores.contains(&row.id));
        if !self.isolation.has_namespaces() {
            rows.retain(|row| self.is_ours(row));
        }
        Ok(rows)
    }

    fn is_ours(&self, row: &SemaphoreRow) -> bool {
        if is_marked(row.creator_gid) {
            return true;
        }
        let last = Semaphore::from_id(row.id).last_pid().unwrap_or(0);
        let ours = self.known.borrow().contains(&row.id)
            || self.seen.borrow().contains(&Pid::from_raw(last));
        if ours {
            self.known.borrow_mut().insert(row.id);
        }
        ours && row.uid == getuid().as_raw()
    }

    /// The kernel's tables, as far as they concern this check, for a finding.
    pub fn rows(&self) -> Vec<String> {
        let mut lines = self.lines().unwrap_or_else(|error| vec![error.to_string()]);
        if lines.is_empty() {
            lines.push("the kernel has no segment and no semaphore of yours".to_string());
        }
        lines.iter().map(|line| format!("kernel: {line}")).collect()
    }

    fn lines(&self) -> io::Result<Vec<String>> {
        if !self.isolation.has_namespaces() {
            self.note(&processes::glance()?);
        }
        let (segments, semaphores) = (self.new_segments()?, self.new_semaphores()?);
        let segments = segments.iter().map(SegmentRow::to_string);
        let semaphores = semaphores.iter().map(SemaphoreRow::to_string);
        Ok(segments.chain(semaphores).take(8).collect())
    }

    /// Without a namespace, which would take them along, the trial's objects are removed one by
    /// one.
    pub fn remove(&self) {
        if self.isolation.has_namespaces() {
            return;
        }
        for row in self.segments().unwrap_or_default() {
            let _ = Segment::from_id(row.id).remove();
        }
        for row in self.semaphores().unwrap_or_default() {
            let _ = Semaphore::from_id(row.id).remove();
        }
        for row in sysvipc::message_queues().unwrap_or_default() {
            let seen = self.seen.borrow();
            let used = row.users.iter().any(|pid| seen.contains(pid));
            if (used || is_marked(row.creator_gid)) && !self.old_queues.contains(&row.id)
            {
                let _ = MessageQueue::from_id(row.id).remove();
            }
        }
    }
}

/// See `isolation::mark`.
fn is_marked(group: u32) -> bool {
    group == mark::of_judge(getpid()).as_raw()
}
