//! What lab 5 leaves when it is killed, and when it ends.

use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};

use super::start::{announced, any_size};
use crate::checks::provided::use_up_ids;
use crate::isolation::processes;
use crate::syscalls;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::trial::session::TICK;
use crate::trial::tracer::{self, Next, Stop};
use crate::verdict::{Judged, Objection};
use crate::words::Word;

/// How long all kills may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// However long a run takes, it is killed at so many of its calls.
const LEAST: usize = 5;

pub fn killed(trial: &Trial) -> Judged {
    match at_each_call(trial) {
        Err(Objection::CannotJudge(_)) => at_some_moments(trial),
        judged => judged,
    }
}

/// Before each call that the program or its child makes after the line. Whoever takes long for it is killed
/// before fewer of them.
fn at_each_call(trial: &Trial) -> Judged {
    let begun = Instant::now();
    let (ended, calls) = killed_at(trial, None)?;
    ended.succeeded()?;
    let count = calls.len();
    if count == 0 {
        // No line, or one that came in another way than by a call for it.
        return at_some_moments(trial);
    }
    // Where a segment was created just before, always.
    let creates = |call: &usize| *call > 1 && calls[*call - 2] == syscalls::SHMGET;
    let created: Vec<usize> = (1..=count).filter(creates).take(LEAST).collect();
    let least = created.len() + LEAST;
    for (done, call) in created.into_iter().chain(spread(count)).enumerate() {
        if done >= least && begun.elapsed() > PATIENCE {
            break;
        }
        let (ended, _) = killed_at(trial, Some(call))?;
        let id = ended.value("shmid").and_then(|id| id.parse().ok());
        let when = format!("kill -9 before call {call} of {count} after the line");
        left_nothing(trial, &ended, id.unwrap_or(-1), &when)?;
    }
    Ok(())
}

/// 1 to `count`, so that the first few are far from each other: every 64th, those in the middle between them,
/// and so on.
fn spread(count: usize) -> impl Iterator<Item = usize> {
    const FIRST: u32 = 6;
    let power = |number: &usize| number.trailing_zeros().min(FIRST);
    let of = move |bit| (0..count).filter(move |number| power(number) == bit);
    (0..=FIRST).rev().flat_map(of).map(|number| number + 1)
}

/// Kills who has printed the line, before this one of the calls that come after it. The child goes on.
/// With those calls.
fn killed_at(
    trial: &Trial,
    kill_at: Option<usize>,
) -> Result<(Ended, Vec<i64>), Objection> {
    use_up_ids()?;
    let mut session = trial.start_traced(&[Word::from(any_size())])?;
    session.send_line();
    let (mut printed_by, mut calls) = (None, Vec::new());
    tracer::follow_to_the_last(&session, trial.limit / 4, |stop| {
        let Stop::Call { pid, number, first } = stop else {
            return Next::Call;
        };
        if let Some(parent) = printed_by {
            calls.push(number);
            if kill_at == Some(calls.len()) {
                let _ = kill(parent, Signal::SIGKILL);
            }
        } else if syscalls::WRITE.contains(&number) && first == 1 {
            printed_by = Some(pid);
        }
        Next::Call
    })?;
    Ok((session.finish(), calls))
}

/// Right after the line, and at moments around the child's life.
fn at_some_moments(trial: &Trial) -> Judged {
    for (line, delay) in [
        (false, 0),
        (true, 0),
        (true, 400),
        (true, 900),
        (true, 1800),
    ] {
        let (mut session, id) = announced(trial, any_size())?;
        if line {
            session.send_line();
        }
        std::thread::sleep(Duration::from_micros(delay));
        session.signal(Signal::SIGKILL);
        let ended = session.finish();
        wait_for_silence(trial);
        left_nothing(trial, &ended, id, "kill -9 at any moment after the line")?;
    }
    Ok(())
}

/// The child of a killed parent may finish what it does.
fn wait_for_silence(trial: &Trial) {
    let until = Instant::now() + trial.limit;
    while processes::descendants().is_ok_and(|all| !all.is_empty())
        && Instant::now() < until
    {
        std::thread::sleep(TICK);
    }
}

pub fn left_nothing(trial: &Trial, ended: &Ended, id: i32, when: &str) -> Judged {
    // The kernel may still be busy with the end of the last process.
    let until = Instant::now() + trial.limit / 4;
    let mut theirs = trial.objects.segments()?;
    while !(theirs.is_empty() && trial.objects.semaphores()?.is_empty())
        && Instant::now() < until
    {
        std::thread::sleep(TICK);
        theirs = trial.objects.segments()?;
    }
    if theirs.is_empty() && trial.objects.semaphores()?.is_empty() {
        return Ok(());
    }
    let objection = ended.objection(
        format!("no segment {id} and nothing else left, after {when}"),
        "A program that is killed cannot clean up. So the segment must be marked for \
         removal before anything can happen.",
    );
    Err(theirs.iter().fold(objection, |objection, row| {
        objection.with(format!("left: {row}"))
    }))
}
