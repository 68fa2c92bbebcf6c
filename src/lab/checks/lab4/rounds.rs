//! What lab 4 does in each round. At the end only the last one could be seen.

use shm_workbook::procfs::sysvipc;

use super::provided::filled;
use crate::syscalls;
use crate::trial::Trial;
use crate::trial::tracer::{self, Next, Stop};
use crate::verdict::Judged;
use crate::words::Word;

pub fn rounds(trial: &Trial) -> Judged {
    let (segment, _) = filled(trial)?;
    let rounds = fastrand::u32(3..12);
    let mut session =
        trial.start_traced(&[Word::variable(segment.id()), Word::from(rounds)])?;
    drop(session.stdin.take());
    let (mut attached, mut detached, mut most) = (0_u32, 0_u32, 0_u64);
    tracer::follow(&session, |stop| {
        if let Stop::Call { number, .. } = stop {
            attached += u32::from(number == syscalls::SHMAT);
            detached += u32::from(number == syscalls::SHMDT);
        }
        // An error is met again below, where it can be told.
        let row = sysvipc::segment(segment.id()).ok().flatten();
        most = most.max(row.map_or(0, |row| row.attached));
        Next::Call
    })?;
    let ended = session.finish();
    ended.succeeded()?;
    if (attached, detached, most) == (rounds, rounds, 1) {
        return Ok(());
    }
    let objection = ended.objection(
        format!("{rounds} times shmat, {rounds} times shmdt, never attached twice"),
        "Attach and detach belong into the loop: a program that attaches without \
         detaching fills its address space.",
    );
    Err(objection.with(format!(
        "system calls: shmat {attached} times, shmdt {detached} times, at most {most} \
         attached at once"
    )))
}
