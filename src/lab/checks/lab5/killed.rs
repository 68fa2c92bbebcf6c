//! What lab 5 leaves when it is killed, and when it ends.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use super::start::{announced, any_size};
use crate::isolation::processes;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::trial::session::TICK;
use crate::verdict::Judged;

pub fn killed(trial: &Trial) -> Judged {
    // Right after the line, and at moments around the child's life.
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
