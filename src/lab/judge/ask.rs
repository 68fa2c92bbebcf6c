//! Asking a judge: starting it, waiting for its answer, and what to make of none.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::prctl;
use nix::unistd::Pid;
use shm_workbook::Segment;
use shm_workbook::procfs::sysvipc;

use super::answer::{self, Answer};
use super::folder::Folder;
use super::order::{NOT_THE_PROGRAM, Order};
use super::room;
use crate::checks::check::Check;
use crate::isolation::processes;
use crate::trial::capture::Capture;
use crate::trial::session::TICK;
use crate::verdict::{Finding, Outcome};

/// Lab 6 has a check with nine runs. Few programs take their time to the full in each.
const MOST_RUNS: u32 = 8;

/// How asking ended.
#[derive(Debug)]
pub enum Asked {
    Answer(Answer),
    /// The judge is gone without an answer.
    Ended {
        complaint: String,
        /// Nobody but the judge itself has ended it.
        itself: bool,
    },
}

/// Has one check judged.
///
/// # Errors
///
/// What went wrong, if that is the checker's doing or the machine's.
pub fn judge(order: Order, check: &Check) -> Result<Outcome, String> {
    let shown = order.shown.clone();
    match ask(order, check.id)? {
        Asked::Answer(Answer::Judged(outcome)) => Ok(outcome),
        Asked::Ended {
            complaint,
            itself: true,
        } => Err(complaint),
        Asked::Ended { complaint, .. } => Ok(ended_from_outside(shown, &complaint)),
        Asked::Answer(Answer::Found(_)) => Err("an odd answer".to_string()),
    }
}

pub fn ask(mut order: Order, check: &str) -> Result<Asked, String> {
    // Orphans of a judge that is killed become children of this process, and are ended.
    let _ = prctl::set_child_subreaper(true);
    let failed =
        |error: io::Error| format!("no judge for the check: {}", room::lacking(&error));
    let folder = Folder::new().map_err(failed)?;
    order.folder = folder.path().to_path_buf();
    let secret = secret().map_err(failed)?;
    let mut child = Command::new("/proc/self/exe")
        .arg("__judge")
        .args(order.words(check))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let asked = wait(&mut child, &order, &secret);
    let _ = child.kill();
    let _ = child.wait();
    asked.map_err(failed)
}

/// 128 random bits from the kernel.
fn secret() -> io::Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

fn wait(child: &mut Child, order: &Order, secret: &str) -> io::Result<Asked> {
    let missing = || io::Error::from(io::ErrorKind::BrokenPipe);
    // A judge that is gone already has its say in what follows.
    let _ = child
        .stdin
        .take()
        .ok_or_else(missing)?
        .write_all(secret.as_bytes());
    let said = Capture::of(child.stdout.take().ok_or_else(missing)?)?;
    let complaint = Capture::of(child.stderr.take().ok_or_else(missing)?)?;
    // Whatever happens to the judge, here it ends: SIGKILL reaches who is stopped or traced, too.
    let until = Instant::now() + order.limit * MOST_RUNS + Duration::from_secs(10);
    let mut status = None;
    while status.is_none() && Instant::now() < until {
        thread::sleep(TICK);
        status = child.try_wait()?;
    }
    let _ = child.kill();
    let status: ExitStatus = child.wait()?;
    // Nobody else holds these pipes, so only the reading threads have to catch up.
    let until = Instant::now() + Duration::from_secs(2);
    while !(said.is_closed() && complaint.is_closed()) && Instant::now() < until {
        thread::sleep(TICK);
    }
    // An answer and a clean end: the one without the other is none.
    if status.success() && !said.is_flooded() {
        if let Some(answer) = answer::read(&said.bytes(), secret) {
            return Ok(Asked::Answer(answer));
        }
    }
    clean_up_after(child.id());
    Ok(Asked::Ended {
        complaint: String::from_utf8_lossy(&complaint.bytes())
            .trim()
            .to_string(),
        itself: status.code() == Some(i32::from(NOT_THE_PROGRAM)),
    })
}

/// The judge's processes have become ours, and what they created is ours to remove.
fn clean_up_after(judge: u32) {
    let mut creators: Vec<Pid> = vec![Pid::from_raw(judge as i32)];
    let orphans = processes::descendants().unwrap_or_default();
    creators.extend(orphans.iter().map(|process| process.pid));
    processes::end_all();
    for row in sysvipc::segments().unwrap_or_default() {
        if creators.contains(&row.creator) {
            let _ = Segment::from_id(row.id).remove();
        }
    }
}

fn ended_from_outside(run: String, complaint: &str) -> Outcome {
    Outcome::Failed(Finding {
        run,
        expected: "a program that ends, and leaves the checker alone".to_string(),
        saw: complaint
            .lines()
            .take(5)
            .map(|line| format!("the check ended: {line}"))
            .collect(),
        idea: "Does it send signals to processes that are not its own?".to_string(),
        stopped: true,
        todo: None,
    })
}
