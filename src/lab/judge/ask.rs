//! Asking a judge: starting it, waiting for its answer, and what to make of none.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::prctl;

use super::aftermath::Before;
use super::answer::{self, Answer};
use super::folder::Folder;
use super::order::{NOT_THE_PROGRAM, Order};
use super::room;
use crate::checks::check::Check;
use crate::isolation::processes;
use crate::trial::capture::Capture;
use crate::trial::session::TICK;
use crate::verdict::{Finding, Outcome};

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
    /// Nobody has answered in time.
    Late,
}

/// What came of one check.
#[derive(Debug)]
pub enum Verdict {
    Judged(Box<Outcome>),
    /// There was no time left.
    Late,
}

/// Has one check judged.
///
/// # Errors
///
/// What went wrong, if that is the checker's doing or the machine's.
pub fn judge(order: Order, check: &Check, until: Instant) -> Result<Verdict, String> {
    let shown = order.shown.clone();
    let judged = match ask(order, check.id, until)? {
        Asked::Late => return Ok(Verdict::Late),
        Asked::Answer(Answer::Judged(outcome)) => Ok(outcome),
        Asked::Ended {
            complaint,
            itself: true,
        } => Err(complaint),
        Asked::Ended { complaint, .. } => Ok(ended_from_outside(shown, &complaint)),
        Asked::Answer(Answer::Found(_) | Answer::Built(_)) => {
            Err("an odd answer".to_string())
        }
    };
    judged.map(|outcome| Verdict::Judged(Box::new(outcome)))
}

/// Asks until then, and not longer.
pub fn ask(mut order: Order, check: &str, until: Instant) -> Result<Asked, String> {
    // Orphans of a judge that is killed become children of this process, and are ended.
    let _ = prctl::set_child_subreaper(true);
    let failed =
        |error: io::Error| format!("no judge for the check: {}", room::lacking(&error));
    let folder = Folder::new().map_err(failed)?;
    order.folder = folder.path().to_path_buf();
    let secret = secret().map_err(failed)?;
    let before = Before::now().map_err(failed)?;
    let mut child = Command::new("/proc/self/exe")
        .arg("__judge")
        .args(order.words(check))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let asked = wait(&mut child, until, &secret, &before);
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

fn wait(
    child: &mut Child,
    until: Instant,
    secret: &str,
    before: &Before,
) -> io::Result<Asked> {
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
    let mut status = None;
    while status.is_none() && Instant::now() < until {
        thread::sleep(TICK);
        status = child.try_wait()?;
    }
    let late = status.is_none();
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
            // Whoever has got away from the judge has come to us.
            processes::end_all();
            return Ok(Asked::Answer(answer));
        }
    }
    before.clean_up_after(child.id());
    if late {
        return Ok(Asked::Late);
    }
    Ok(Asked::Ended {
        complaint: String::from_utf8_lossy(&complaint.bytes())
            .trim()
            .to_string(),
        itself: status.code() == Some(i32::from(NOT_THE_PROGRAM)),
    })
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
        ..Finding::default()
    })
}
