//! Why a program hangs: what its processes wait for, and who could end the wait.

use shm_workbook::Semaphore;

use crate::bench::Bench;
use crate::kernel;
use crate::processes::{self, Process};

/// More lines than this would hide what matters.
const MOST: usize = 8;

/// What the program's processes and semaphores do at this moment.
pub fn of_hang(bench: &Bench) -> Vec<String> {
    let processes = processes::descendants();
    let mut notes: Vec<String> = processes.iter().take(MOST).map(waits).collect();
    if processes.len() > MOST {
        notes.push(format!("… {} processes in all", processes.len()));
    }
    notes.extend(
        bench
            .semaphores()
            .iter()
            .take(MOST)
            .map(|row| semaphore(row.id)),
    );
    notes
}

fn waits(process: &Process) -> String {
    let Process {
        pid, name, state, ..
    } = process;
    let what = match processes::call_of(*pid) {
        Some((call, id)) if is(call, &[libc::SYS_semop, libc::SYS_semtimedop]) => {
            format!("waits in semop for semaphore {id}")
        }
        Some((call, fd)) if is(call, &[libc::SYS_read]) => {
            format!("waits in read on file descriptor {fd}")
        }
        Some((call, _)) if is(call, &[libc::SYS_wait4, libc::SYS_waitid]) => {
            "waits for a child to end".to_string()
        }
        Some((call, _))
            if is(call, &[libc::SYS_nanosleep, libc::SYS_clock_nanosleep]) =>
        {
            "sleeps for a time (nanosleep)".to_string()
        }
        Some((call, _)) if is(call, &[libc::SYS_futex]) => {
            "waits for another thread (futex)".to_string()
        }
        Some((call, _)) => format!("waits in system call number {call}"),
        None if *state == 'T' => "is stopped".to_string(),
        None => "runs: a loop that does not end?".to_string(),
    };
    format!("pid {pid} ({name}) {what}")
}

fn is(call: i64, calls: &[libc::c_long]) -> bool {
    calls.contains(&call)
}

/// `GETVAL`, `GETPID`, `GETNCNT`, in a sentence.
fn semaphore(id: i32) -> String {
    let semaphore = Semaphore::from_id(id);
    let value = number(semaphore.permits());
    let pid = number(semaphore.last_pid());
    let waiting = number(semaphore.waiting());
    let ended = |pid: &String| {
        let known = pid.parse().ok().map(nix::unistd::Pid::from_raw);
        known
            .and_then(processes::look)
            .is_none_or(|process| !process.is_alive())
    };
    let note = if ended(&pid) { ", which has ended" } else { "" };
    format!(
        "semaphore {id}: value {value} (GETVAL), last operation by pid {pid}{note} (GETPID), \
         {waiting} waiting (GETNCNT)"
    )
}

fn number<T: ToString>(answer: Result<T, shm_workbook::Error>) -> String {
    answer.map_or_else(|_| "unknown".to_string(), |number| number.to_string())
}

/// A line on each semaphore, for checks that look while the program runs.
pub fn semaphores() -> Vec<String> {
    kernel::semaphores()
        .iter()
        .take(MOST)
        .map(|row| semaphore(row.id))
        .collect()
}
