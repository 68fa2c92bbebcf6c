//! What is left to do after a judge that ended without an answer.

use std::collections::HashSet;

use nix::unistd::{Pid, getuid};
use shm_workbook::others::MessageQueue;
use shm_workbook::procfs::sysvipc;
use shm_workbook::{Segment, Semaphore};

use crate::isolation::{mark, processes};

/// The objects that were there before. A program may use them and so appear in their rows, and their
/// creators' pids are given out again; they are not its own for that.
#[derive(Debug)]
pub struct Before {
    segments: HashSet<i32>,
    semaphores: HashSet<i32>,
    queues: HashSet<i32>,
}

impl Before {
    pub fn now() -> std::io::Result<Self> {
        let segments = sysvipc::segments()?;
        let semaphores = sysvipc::semaphore_sets()?;
        let queues = sysvipc::message_queues()?;
        Ok(Self {
            segments: segments.iter().map(|row| row.id).collect(),
            semaphores: semaphores.iter().map(|row| row.id).collect(),
            queues: queues.iter().map(|row| row.id).collect(),
        })
    }

    /// The judge's processes have become ours, and what they created is ours to remove.
    pub fn clean_up_after(&self, judge: u32) {
        let judge = Pid::from_raw(judge as i32);
        let mut theirs = vec![judge];
        let orphans = processes::descendants().unwrap_or_default();
        theirs.extend(orphans.iter().map(|process| process.pid));
        processes::end_all();
        let mark = mark::of_judge(judge).as_raw();
        self.remove_segments(&theirs, mark);
        self.remove_semaphores(&theirs, mark);
        self.remove_queues(&theirs, mark);
    }

    fn remove_segments(&self, theirs: &[Pid], mark: u32) {
        let mut rows = sysvipc::segments().unwrap_or_default();
        rows.retain(|row| !self.segments.contains(&row.id));
        for row in rows {
            if row.creator_gid == mark || theirs.contains(&row.creator) {
                let _ = Segment::from_id(row.id).remove();
            }
        }
    }

    fn remove_semaphores(&self, theirs: &[Pid], mark: u32) {
        let me = getuid().as_raw();
        let mut rows = sysvipc::semaphore_sets().unwrap_or_default();
        rows.retain(|row| row.uid == me && !self.semaphores.contains(&row.id));
        for row in rows {
            let last = Semaphore::from_id(row.id).last_pid().unwrap_or(0);
            if row.creator_gid == mark || theirs.contains(&Pid::from_raw(last)) {
                let _ = Semaphore::from_id(row.id).remove();
            }
        }
    }

    fn remove_queues(&self, theirs: &[Pid], mark: u32) {
        let mut rows = sysvipc::message_queues().unwrap_or_default();
        rows.retain(|row| !self.queues.contains(&row.id));
        for row in rows {
            let used = row.users.iter().any(|pid| theirs.contains(pid));
            if row.creator_gid == mark || used {
                let _ = MessageQueue::from_id(row.id).remove();
            }
        }
    }
}
