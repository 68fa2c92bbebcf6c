//! Who holds the permit, as the kernel tells, and whether that process is stopped.

use std::time::{Duration, Instant};

use nix::unistd::Pid;
use shm_workbook::Semaphore;
use shm_workbook::procfs::process;

/// The worker inside.
#[derive(Debug)]
pub struct Holder {
    pub pid: Pid,
    /// Its parent, who waits for all workers.
    pub lead: Pid,
    /// Before, all workers were seen to wait at the same time.
    pub all_waited: bool,
}

/// The signal is sent; the process stops when it is next to run, or it ends.
pub fn wait_for_stop(pid: Pid) {
    let until = Instant::now() + Duration::from_millis(500);
    let runs =
        || process::look(pid).is_ok_and(|process| !matches!(process.state, 'T' | 'Z'));
    while runs() && Instant::now() < until {
        std::thread::sleep(Duration::from_micros(50));
    }
}

pub fn is_stopped(pid: Pid) -> bool {
    process::look(pid).is_ok_and(|process| process.state == 'T')
}

/// Who operated last on a semaphore with value 0.
///
/// These are two questions, and others may operate between them. The value has to come first:
/// a process that is stopped cannot become the last after it. The other way round, one that
/// was stopped just after it gave back would be named as soon as the next one took.
pub fn last_if_taken(semaphore: Semaphore) -> Option<Pid> {
    let taken = semaphore.permits().ok()? == 0;
    let pid = semaphore.last_pid().ok()?;
    taken.then_some(Pid::from_raw(pid))
}
