//! How long a program stays: until its stdin ends, or until its work is done.

use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::unistd::write;

use crate::isolation::processes;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::trial::session::{Session, TICK};
use crate::verdict::Objection;
use crate::words::Word;

/// The least that a pipe holds; the kernel makes it a page.
const PIPE: usize = 4096;
/// What is not read after this time is not waited for: a program need not read to stay.
const PATIENCE: Duration = Duration::from_secs(1);

/// Does the program stay although lines arrive on its stdin?
///
/// It gets several times what the pipe holds. So when all is written, it has come back for more
/// than its first read brought.
pub fn outlasts_lines(session: &Session<'_>) -> Result<bool, Objection> {
    if let Some(stdin) = &session.stdin {
        let size = fcntl(stdin, FcntlArg::F_SETPIPE_SZ(PIPE as i32))?;
        fcntl(stdin, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        let enough = 8 * usize::try_from(size).unwrap_or(PIPE);
        let lines = [&[b'.'; 63][..], b"\n"].concat().repeat(PIPE / 64);
        let (mut written, until) = (0, Instant::now() + PATIENCE);
        session.wait_until(|| {
            match write(stdin, &lines) {
                Ok(count) => written += count,
                Err(Errno::EAGAIN) => {}
                // Nobody reads any more: whether somebody stays is looked at below.
                Err(_) => return true,
            }
            written >= enough || Instant::now() > until
        });
    }
    Ok(session.stays())
}

/// Runs the program, and looks whether it is gone when it has ended: a child of it may be left.
pub fn ends_altogether(trial: &Trial, words: &[Word]) -> Result<Ended, Objection> {
    let mut session = trial.start(words)?;
    drop(session.stdin.take());
    session.wait_until(|| false);
    let until = Instant::now() + trial.limit / 4;
    let mut left = processes::descendants()?;
    while !left.is_empty() && Instant::now() < until {
        std::thread::sleep(TICK);
        left = processes::descendants()?;
    }
    let ended = session.finish();
    ended.succeeded()?;
    if left.is_empty() {
        return Ok(ended);
    }
    let objection = ended.objection(
        "no process of the program any more, once it has ended",
        "Wait for every child before you end. What a child has attached stays attached.",
    );
    Err(left.iter().fold(objection, |objection, process| {
        objection.with(format!("still there: pid {}", process.pid))
    }))
}
