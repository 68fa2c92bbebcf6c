//! Asking a judge: starting it, waiting for its answer, and what to make of none.

use std::io;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::prctl;
use nix::unistd::Pid;
use shm_workbook::Segment;
use shm_workbook::procfs::sysvipc;

use super::answer;
use super::order::{NOT_THE_PROGRAM, Order, PROBE};
use crate::checks::check::Check;
use crate::isolation::namespaces::{self, Isolation};
use crate::isolation::processes;
use crate::trial::capture::Capture;
use crate::trial::session::TICK;
use crate::verdict::{Finding, Outcome};

/// Lab 6 has a check with nine runs, lab 5 one with five and a wait after each.
const MOST_RUNS: u32 = 16;

/// The best isolation that this machine allows this user.
pub fn best_isolation() -> Isolation {
    let works = |isolation: &Isolation| can_have(*isolation);
    let found = namespaces::ALL.into_iter().find(works);
    found.unwrap_or(Isolation::None)
}

/// Can this isolation be had here?
pub fn can_have(isolation: Isolation) -> bool {
    let order = Order {
        isolation,
        limit: Duration::from_secs(10),
        shown: String::new(),
        program: Vec::new(),
    };
    matches!(ask(&order, PROBE), Outcome::Passed)
}

/// Has one check judged.
pub fn judge(order: &Order, check: &Check) -> Outcome {
    ask(order, check.id)
}

fn ask(order: &Order, check: &str) -> Outcome {
    // Orphans of a judge that is killed become children of this process, and are ended.
    let _ = prctl::set_child_subreaper(true);
    let child = Command::new("/proc/self/exe")
        .arg("__isolate")
        .args(order.words(check))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            return Outcome::Skipped(format!("no judge for the check: {error}"));
        }
    };
    let outcome = answer_of(&mut child, order);
    let _ = child.kill();
    outcome.unwrap_or_else(|error| Outcome::Skipped(format!("no answer: {error}")))
}

fn answer_of(child: &mut Child, order: &Order) -> io::Result<Outcome> {
    let missing = || io::Error::from(io::ErrorKind::BrokenPipe);
    let said = Capture::of(child.stdout.take().ok_or_else(missing)?)?;
    let complaint = Capture::of(child.stderr.take().ok_or_else(missing)?)?;
    // A check runs the program several times, and each run may take as long as the limit says.
    let until = Instant::now() + order.limit * MOST_RUNS + Duration::from_secs(20);
    while Instant::now() < until && child.try_wait()?.is_none() {
        thread::sleep(TICK);
    }
    let _ = child.kill();
    let code = child.wait()?.code();
    // Nobody else holds these pipes, so only the reading threads have to catch up.
    let until = Instant::now() + Duration::from_secs(10);
    while !(said.is_closed() && complaint.is_closed()) && Instant::now() < until {
        thread::sleep(TICK);
    }
    Ok(match answer::read(&said.bytes()) {
        Some(outcome) => outcome,
        None if code == Some(i32::from(NOT_THE_PROGRAM)) => {
            Outcome::Skipped(text(&complaint).trim().to_string())
        }
        None => ended_from_outside(order, child.id(), &complaint),
    })
}

/// The judge is gone without an answer. Its processes have become ours, and what they created
/// is ours to remove.
fn ended_from_outside(order: &Order, judge: u32, complaint: &Capture) -> Outcome {
    let mut creators: Vec<Pid> = vec![Pid::from_raw(judge as i32)];
    let orphans = processes::descendants().unwrap_or_default();
    creators.extend(orphans.iter().map(|process| process.pid));
    processes::end_all();
    for row in sysvipc::segments().unwrap_or_default() {
        if creators.contains(&row.creator) {
            let _ = Segment::from_id(row.id).remove();
        }
    }
    Outcome::Failed(Finding {
        run: order.shown.clone(),
        expected: "a program that ends, and leaves the checker alone".to_string(),
        saw: text(complaint)
            .lines()
            .take(5)
            .map(|line| format!("the check ended: {line}"))
            .collect(),
        idea: "Does it send signals to processes that are not its own?".to_string(),
        stopped: true,
        todo: None,
    })
}

fn text(complaint: &Capture) -> String {
    String::from_utf8_lossy(&complaint.bytes()).into_owned()
}
