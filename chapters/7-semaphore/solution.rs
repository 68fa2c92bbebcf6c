//! Lab 7, solved: count exactly, under a semaphore that survives a killed worker.
//!
//! Usage: solution7 SHMID WORKERS N

use std::io::Error;
use std::process::{Child, Command, ExitCode};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use nix::errno::Errno;

/// The call that failed, and why.
type Failure = (&'static str, Errno);

fn main() -> ExitCode {
    // Not `args`, which panics at a word that is not UTF-8. What comes of such a word here
    // is no number.
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["worker", shmid, semid, n] => {
            numbers(shmid, semid, n).map(|(m, s, n)| work(m, s, n))
        }
        [shmid, workers, n] => numbers(shmid, workers, n).map(|(m, w, n)| lead(m, w, n)),
        _ => None,
    };
    match result {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err((call, errno))) => {
            eprintln!("{call}: {errno}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("usage: solution7 SHMID WORKERS N");
            ExitCode::from(2)
        }
    }
}

fn numbers(a: &str, b: &str, c: &str) -> Option<(libc::c_int, libc::c_int, u64)> {
    Some((a.parse().ok()?, b.parse().ok()?, c.parse().ok()?))
}

fn lead(shmid: libc::c_int, workers: libc::c_int, n: u64) -> Result<(), Failure> {
    let counter = attach(shmid)?;
    let semaphore = Semaphore::create()?;
    // All are started before the first is waited for: else they would run one by one.
    let team = (0..workers).map(|_| start(shmid, semaphore.0, n));
    let team: Vec<Result<Child, Failure>> = team.collect();
    // All are waited for before any error is reported: nobody may lose the semaphore early.
    let ends: Vec<Result<(), Failure>> = team.into_iter().map(wait).collect();
    semaphore.remove()?;
    ends.into_iter().collect::<Result<(), Failure>>()?;
    println!("final={}", counter.load(Relaxed));
    Ok(())
}

/// This program again. The private semaphore's id goes along as an argument.
fn start(shmid: libc::c_int, semid: libc::c_int, n: u64) -> Result<Child, Failure> {
    let program = std::env::current_exe().map_err(|error| sys("readlink", &error))?;
    Command::new(program)
        .args([
            "worker",
            &shmid.to_string(),
            &semid.to_string(),
            &n.to_string(),
        ])
        .spawn()
        .map_err(|error| sys("exec", &error))
}

/// A worker that was killed has no exit code. That is no failure of the others.
fn wait(worker: Result<Child, Failure>) -> Result<(), Failure> {
    let status = worker?.wait().map_err(|error| sys("wait", &error))?;
    match status.code() {
        Some(0) | None => Ok(()),
        Some(_) => Err(("worker", Errno::ECHILD)),
    }
}

fn work(shmid: libc::c_int, semid: libc::c_int, n: u64) -> Result<(), Failure> {
    let counter = attach(shmid)?;
    let semaphore = Semaphore(semid);
    for _ in 0..n {
        semaphore.change(-1)?;
        let value = counter.load(Relaxed);
        counter.store(value.wrapping_add(1), Relaxed);
        semaphore.change(1)?;
    }
    Ok(())
}

/// The id of a set with one semaphore: 1 is free, 0 is taken.
struct Semaphore(libc::c_int);

impl Semaphore {
    /// Private, so nobody can use it before it has its value: the id is passed on later.
    fn create() -> Result<Self, Failure> {
        // SAFETY: semget takes three numbers and touches no memory of ours.
        let id = unsafe { libc::semget(libc::IPC_PRIVATE, 1, libc::IPC_CREAT | 0o600) };
        let semaphore = Self(Errno::result(id).map_err(|errno| ("semget", errno))?);
        let one: libc::c_int = 1;
        // SAFETY: SETVAL reads the `int val` of its fourth argument, which is an int.
        let result = unsafe { libc::semctl(semaphore.0, 0, libc::SETVAL, one) };
        match Errno::result(result) {
            Ok(_) => Ok(semaphore),
            Err(errno) => {
                let _ = semaphore.remove();
                Err(("semctl", errno))
            }
        }
    }

    /// Both halves with `SEM_UNDO`. The kernel adds up what it would have to undo: with both
    /// halves this is 1 inside the critical section and 0 outside of it. With only one half
    /// it would grow with every round, and the end of a worker would spoil the value.
    fn change(&self, by: libc::c_short) -> Result<(), Failure> {
        let undo = libc::SEM_UNDO as libc::c_short;
        let mut operation = libc::sembuf {
            sem_num: 0,
            sem_op: by,
            sem_flg: undo,
        };
        loop {
            // SAFETY: the pointer names one live sembuf, and the count says one.
            let result = unsafe { libc::semop(self.0, &raw mut operation, 1) };
            match Errno::result(result) {
                Ok(_) => return Ok(()),
                // A signal has ended the wait, not taken the semaphore. SA_RESTART has no
                // effect on semop, and even a stop and a continue end the wait.
                Err(Errno::EINTR) => {}
                Err(errno) => return Err(("semop", errno)),
            }
        }
    }

    fn remove(&self) -> Result<(), Failure> {
        // SAFETY: IPC_RMID reads no fourth argument.
        let result = unsafe { libc::semctl(self.0, 0, libc::IPC_RMID) };
        Errno::result(result)
            .map_err(|errno| ("semctl", errno))
            .map(drop)
    }
}

/// The counter. Load and store stay two steps: the semaphore makes them one, not the atomic.
fn attach(id: libc::c_int) -> Result<&'static AtomicU64, Failure> {
    // SAFETY: with a null address the kernel picks unused room, so no mapping of ours moves.
    let address = unsafe { libc::shmat(id, std::ptr::null(), 0) };
    let address = Errno::result(address).map_err(|errno| ("shmat", errno))?;
    // SAFETY: the address is page-aligned, a page has room for a u64, and this program never
    // detaches, so the reference stays good until the process ends.
    Ok(unsafe { AtomicU64::from_ptr(address.cast()) })
}

fn sys(call: &'static str, error: &Error) -> Failure {
    (call, Errno::from_raw(error.raw_os_error().unwrap_or(0)))
}
