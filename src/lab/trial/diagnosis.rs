//! Why a program hangs: what its processes wait for, and who could end the wait.

use std::io;

use nix::unistd::Pid;
use shm_workbook::SemaphoreSet;
use shm_workbook::procfs::process::{self, Process, SystemCall};
use shm_workbook::procfs::sysvipc::{self, SemaphoreRow};

use super::objects::Objects;
use super::request::Request;
use crate::isolation::processes;
use crate::syscalls;

/// More lines than this would hide what matters.
const MOST: usize = 8;

/// What the program's processes and semaphores do at this moment.
pub fn of_hang(objects: &Objects) -> Vec<String> {
    let mut notes = match processes::descendants() {
        Ok(processes) => all_wait(&processes),
        Err(error) => vec![error.to_string()],
    };
    notes.extend(lines(objects.semaphores()));
    notes
}

fn all_wait(processes: &[Process]) -> Vec<String> {
    let mut notes: Vec<String> = processes.iter().take(MOST).map(waits).collect();
    if processes.len() > MOST {
        notes.push(format!("… {} processes in all", processes.len()));
    }
    notes
}

fn waits(process: &Process) -> String {
    let Process {
        pid, name, state, ..
    } = process;
    let name = String::from_utf8_lossy(name);
    let what = match process::system_call(*pid) {
        Ok(Some(call)) => waits_in(*pid, call),
        _ if *state == 'T' => "is stopped".to_string(),
        _ => "runs: a loop that does not end?".to_string(),
    };
    format!("pid {pid} ({name}) {what}")
}

fn waits_in(pid: Pid, SystemCall { number, arguments }: SystemCall) -> String {
    let (number, first) = syscalls::plain(number, [arguments[0], arguments[1]]);
    match number {
        call if syscalls::SEMAPHORE.contains(&call) => {
            let places = Request::of(pid).map(|request| request.places());
            let places = places.unwrap_or_else(|| first.to_string());
            format!("waits in semop for semaphore {places}")
        }
        syscalls::READ => format!("waits in read on file descriptor {first}"),
        call if syscalls::CHILD.contains(&call) => "waits for a child to end".to_string(),
        call if syscalls::SLEEP.contains(&call) => {
            "sleeps for a time (nanosleep)".to_string()
        }
        call if syscalls::THREAD.contains(&call) => {
            "waits for another thread (futex)".to_string()
        }
        _ => format!("waits in system call number {number}"),
    }
}

/// A line on each semaphore, for checks that look while the program runs.
pub fn semaphores() -> Vec<String> {
    lines(sysvipc::semaphore_sets())
}

fn lines(rows: io::Result<Vec<SemaphoreRow>>) -> Vec<String> {
    match rows {
        Ok(rows) => rows
            .iter()
            .take(MOST)
            .flat_map(|row| members(row.id, row.count))
            .collect(),
        Err(error) => vec![error.to_string()],
    }
}

/// `GETVAL`, `GETPID`, `GETNCNT`, in a sentence for each member.
fn members(id: i32, count: u64) -> Vec<String> {
    let set = SemaphoreSet::from_id(id);
    let values = set.values().unwrap_or_default();
    let one = |member: u16| {
        let value = number(values.get(usize::from(member)));
        let waiting = number(set.waiting(member).ok());
        let last = last(set.last_pid(member).unwrap_or_default());
        format!(
            "semaphore {id}[{member}]: value {value} (GETVAL), {last}, {waiting} waiting (GETNCNT)"
        )
    };
    let count = u16::try_from(count).unwrap_or(u16::MAX);
    (0..count).take(MOST).map(one).collect()
}

fn last(pid: i32) -> String {
    let lives =
        || process::look(Pid::from_raw(pid)).is_ok_and(|process| process.is_alive());
    match pid {
        0 => "nobody has operated on it yet (GETPID 0)".to_string(),
        _ if lives() => format!("last operation by pid {pid} (GETPID)"),
        _ => format!("last operation by pid {pid}, which has ended (GETPID)"),
    }
}

fn number<T: ToString>(answer: Option<T>) -> String {
    answer.map_or_else(|| "unknown".to_string(), |number| number.to_string())
}
