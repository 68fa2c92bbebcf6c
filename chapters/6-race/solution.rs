//! Lab 6, solved: conduct two unprotected counters, so that they end where you want.
//!
//! Usage: solution6 SHMID N TARGET
//!
//! The segment: a u64 counter at offset 0, a u64 number of log entries at offset 8, and from
//! offset 16 the log, 16 bytes each: u32 pid, u32 kind (1 load, 2 store), u64 value.

use std::io::{BufRead as _, BufReader, Error, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use nix::errno::Errno;

const LOG_AT: usize = 16;
const ENTRY: usize = 16;

/// The call that failed, and why.
type Failure = (&'static str, Errno);

#[derive(Clone, Copy)]
enum Step {
    Load = 1,
    Store = 2,
}

fn main() -> ExitCode {
    // Not `args`, which panics at a word that is not UTF-8. What comes of such a word here
    // is no number.
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["worker", id] => id.parse().ok().map(work),
        [id, n, target] => match (id.parse(), n.parse(), target.parse()) {
            (Ok(id), Ok(n), Ok(target)) => Some(conduct(id, n, target)),
            _ => None,
        },
        _ => None,
    };
    match result {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err((call, errno))) => {
            eprintln!("{call}: {errno}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("usage: solution6 SHMID N TARGET");
            ExitCode::from(2)
        }
    }
}

fn conduct(id: libc::c_int, n: u64, target: u64) -> Result<(), Failure> {
    let steps = schedule(n, target).ok_or(("target", Errno::ERANGE))?;
    let base = attach(id)?;
    let mut workers = [Worker::start(id)?, Worker::start(id)?];
    for (who, step) in steps {
        workers[who].take(step)?;
    }
    for worker in workers {
        worker.finish()?;
    }
    println!("final={}", word(base, 0).load(Relaxed));
    Ok(())
}

/// Who takes which step, in order. For any a and b below N:
///
/// A increments a times and loads a. B increments N-1-b times: lost, since A now stores
/// a+1. B loads a+1. A increments N-1-a times: lost, since B now stores a+2. B increments b
/// times. The counter ends at a+b+2, so every value from 2 to 2N has its a and b.
fn schedule(n: u64, target: u64) -> Option<Vec<(usize, Step)>> {
    use Step::{Load, Store};
    const A: usize = 0;
    const B: usize = 1;
    if n == 1 && target == 1 {
        return Some(vec![(A, Load), (B, Load), (A, Store), (B, Store)]);
    }
    let lossless = n.checked_mul(2)?;
    if n == 0 || target < 2 || target > lossless {
        return None;
    }
    let a = (target - 2).min(n - 1);
    let b = target - 2 - a;
    let times = |count, who| (0..count).flat_map(move |_| [(who, Load), (who, Store)]);
    let mut steps: Vec<_> = times(a, A).collect();
    steps.push((A, Load));
    steps.extend(times(n - 1 - b, B));
    steps.push((A, Store));
    steps.push((B, Load));
    steps.extend(times(n - 1 - a, A));
    steps.push((B, Store));
    steps.extend(times(b, B));
    Some(steps)
}

/// The conductor's side of one worker: a line asks for a step, a line says that it is done.
struct Worker {
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    fn start(id: libc::c_int) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(|error| sys("readlink", &error))?;
        let mut child = Command::new(program)
            .args(["worker", &id.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| sys("exec", &error))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (orders, answers) = pipes.ok_or(("pipe", Errno::EPIPE))?;
        Ok(Self {
            child,
            orders,
            answers: BufReader::new(answers),
        })
    }

    /// Returns when the step is done, so that no two steps are ever under way at once.
    fn take(&mut self, step: Step) -> Result<(), Failure> {
        let order = match step {
            Step::Load => "load",
            Step::Store => "store",
        };
        writeln!(self.orders, "{order}").map_err(|error| sys("write", &error))?;
        let mut answer = String::new();
        self.answers
            .read_line(&mut answer)
            .map_err(|error| sys("read", &error))?;
        if answer == "ok\n" {
            Ok(())
        } else {
            Err(("worker", Errno::EPIPE))
        }
    }

    /// The end of its orders ends the worker.
    fn finish(mut self) -> Result<(), Failure> {
        drop(self.orders);
        let status = self.child.wait().map_err(|error| sys("wait", &error))?;
        if status.success() {
            Ok(())
        } else {
            Err(("worker", Errno::ECHILD))
        }
    }
}

/// The worker: a load brings the counter into a private number, a store puts that number
/// plus one back. Whatever another process stored in between is overwritten.
fn work(id: libc::c_int) -> Result<(), Failure> {
    let base = attach(id)?;
    let counter = word(base, 0);
    let mut private = 0;
    for order in std::io::stdin().lines() {
        match order.map_err(|error| sys("read", &error))?.as_str() {
            "load" => {
                private = counter.load(Relaxed);
                note(base, Step::Load, private);
            }
            _ => {
                private = private.wrapping_add(1);
                counter.store(private, Relaxed);
                note(base, Step::Store, private);
            }
        }
        println!("ok");
    }
    Ok(())
}

/// Appends to the log. Nobody else does at this moment: the conductor waits for our answer.
fn note(base: *mut u8, step: Step, value: u64) {
    let length = word(base, 8);
    let entries = length.load(Relaxed);
    let at = LOG_AT + ENTRY * entries as usize;
    half(base, at).store(std::process::id(), Relaxed);
    half(base, at + 4).store(step as u32, Relaxed);
    word(base, at + 8).store(value, Relaxed);
    length.store(entries + 1, Relaxed);
}

fn word<'a>(base: *mut u8, offset: usize) -> &'a AtomicU64 {
    let address = base.wrapping_add(offset).cast::<libc::c_void>();
    // SAFETY: the start of a segment is page-aligned, every offset of a u64 in this layout is
    // a multiple of 8, the segment has room for 4 N entries, and nobody here ever detaches.
    unsafe { AtomicU64::from_ptr(address.cast()) }
}

fn half<'a>(base: *mut u8, offset: usize) -> &'a AtomicU32 {
    let address = base.wrapping_add(offset).cast::<libc::c_void>();
    // SAFETY: as for `word`; every offset of a u32 in this layout is a multiple of 4.
    unsafe { AtomicU32::from_ptr(address.cast()) }
}

fn attach(id: libc::c_int) -> Result<*mut u8, Failure> {
    // SAFETY: with a null address the kernel picks unused room, so no mapping of ours moves.
    let address = unsafe { libc::shmat(id, std::ptr::null(), 0) };
    let address = Errno::result(address).map_err(|errno| ("shmat", errno))?;
    Ok(address.cast())
}

fn sys(call: &'static str, error: &Error) -> Failure {
    (call, Errno::from_raw(error.raw_os_error().unwrap_or(0)))
}
