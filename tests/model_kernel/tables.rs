//! What the kernel says about the namespace that this process is in, in model.js's words.

use std::fs;
use std::path::PathBuf;

use nix::errno::Errno;
use nix::unistd::Pid;

/// The process numbers of a script's processes, in order.
pub struct Who(pub Vec<i32>);

impl Who {
    pub fn name(&self, pid: &str) -> String {
        if pid == "0" {
            return "-".into();
        }
        let at = self.0.iter().position(|known| known.to_string() == pid);
        at.map_or_else(|| format!("stranger {pid}"), |at| at.to_string())
    }
}

/// `/proc/sysvipc/shm` and `/proc/sysvipc/sem`, and each semaphore's value, last process and waiters.
pub fn both(who: &Who) -> String {
    let shm = rows("shm").into_iter().map(|row| {
        // key shmid perms size cpid lpid nattch uid gid cuid cgid atime dtime ctime rss swap
        let (creator, last) = (who.name(&row[4]), who.name(&row[5]));
        let [key, id, perms, size] = [0, 1, 2, 3].map(|at| row[at].as_str());
        let (attached, detached) = (seen(&row[11]), seen(&row[12]));
        format!(
            " shm {key} {id} {perms} {size} {creator} {last} {} {} {attached} {detached}",
            row[6], row[7]
        )
    });
    let sem = rows("sem").into_iter().map(|row| {
        // key semid perms nsems uid gid cuid cgid otime ctime
        let [key, id, perms, count] = [0, 1, 2, 3].map(|at| row[at].as_str());
        let semaphores =
            semaphores(&row).map(|(id, at)| format!(" {}", semaphore(id, at, who)));
        let semaphores: String = semaphores.collect();
        format!(
            " sem {key} {id} {perms} {count} {} {}{semaphores}",
            row[4],
            seen(&row[8])
        )
    });
    shm.chain(sem).collect()
}

/// How many processes wait in some `semop`.
pub fn waiting() -> usize {
    let counts = rows("sem").into_iter().flat_map(|row| {
        let each = semaphores(&row)
            .map(|(id, at)| ask(id, at, "GETNCNT") + ask(id, at, "GETZCNT"));
        each.collect::<Vec<_>>()
    });
    counts.sum::<i32>() as usize
}

/// A name for the namespace that a process is in.
pub fn namespace_of(pid: Pid) -> PathBuf {
    fs::read_link(format!("/proc/{pid}/ns/ipc")).expect("a namespace")
}

fn rows(kind: &str) -> Vec<Vec<String>> {
    let text =
        fs::read_to_string(format!("/proc/sysvipc/{kind}")).expect("/proc/sysvipc");
    let words = |line: &str| line.split_whitespace().map(String::from).collect();
    text.lines().skip(1).map(words).collect()
}

fn semaphores(row: &[String]) -> impl Iterator<Item = (i32, i32)> + use<> {
    let number = |at: usize| row[at].parse::<i32>().expect("a number");
    let id = number(1);
    (0..number(3)).map(move |at| (id, at))
}

fn semaphore(id: i32, at: i32, who: &Who) -> String {
    let (value, pid) = (ask(id, at, "GETVAL"), ask(id, at, "GETPID"));
    let (more, zero) = (ask(id, at, "GETNCNT"), ask(id, at, "GETZCNT"));
    format!("{value}/{}/{more}/{zero}", who.name(&pid.to_string()))
}

fn ask(id: i32, at: i32, command: &str) -> i32 {
    semctl(id, at, command).expect("the driver may look")
}

/// Times are compared only as far as they are the same in each run.
fn seen(time: &str) -> &'static str {
    if time == "0" { "0" } else { "set" }
}

/// Also a worker's call.
pub fn semctl(id: i32, number: i32, command: &str) -> Result<i32, Errno> {
    let command = match command {
        "GETVAL" => libc::GETVAL,
        "GETPID" => libc::GETPID,
        "GETNCNT" => libc::GETNCNT,
        "GETZCNT" => libc::GETZCNT,
        "IPC_RMID" => libc::IPC_RMID,
        _ => panic!("no such command: {command}"),
    };
    // SAFETY: none of these commands has a fourth argument.
    Errno::result(unsafe { libc::semctl(id, number, command) })
}
