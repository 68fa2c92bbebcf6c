//! Lab 4: attach, add up, detach, and do it again.

use shm_workbook::procfs::sysvipc;
use shm_workbook::{RemoveOnDrop, Segment};

use super::provided::{self, random_bytes, segment};
use crate::checks::check::checks;
use crate::syscalls;
use crate::trial::Trial;
use crate::trial::ended::value;
use crate::trial::session::Session;
use crate::trial::tracer::{self, Next, Stop};
use crate::verdict::{Judged, Objection};
use crate::words::Word;

checks! {
    2 "lab4.sum"        sum        "adds up the segment's bytes";
    3 "lab4.no-mapping" no_mapping "no mapping is left";
    1 "lab4.nattch"     nattch     "prints nattch after the last detach";
    2 "lab4.rounds"     rounds     "attaches and detaches in every round";
    1 "lab4.stays"      stays      "stays until stdin closes";
    1 "lab4.gone"       gone       "the id names nothing: EINVAL";
}

fn filled(trial: &Trial) -> Result<(RemoveOnDrop<Segment>, u64), Objection> {
    let mut bytes = random_bytes(fastrand::usize(5000..20_000) & !1);
    // The last byte must make a difference.
    bytes.push(fastrand::u8(1..));
    let segment = segment(trial, bytes.len())?;
    let memory = segment.attach()?;
    memory.write(0, &bytes)?;
    memory.detach()?;
    let sum = bytes.iter().map(|byte| u64::from(*byte)).sum();
    Ok((segment, sum))
}

/// The program after its line, while it waits for the end of stdin.
fn reported(
    trial: &Trial,
    id: i32,
    rounds: u32,
) -> Result<(Session<'_>, String), Objection> {
    let mut session = trial.start(&[Word::variable(id), Word::from(rounds)])?;
    let line = session.first_line()?;
    Ok((session, line))
}

fn sum(trial: &Trial) -> Judged {
    let (segment, sum) = filled(trial)?;
    let (mut session, line) = reported(trial, segment.id(), fastrand::u32(2..9))?;
    if value(&line, "sum") == Some(sum.to_string()) {
        return session.finish().succeeded();
    }
    Err(session.objection(
        format!(
            "`sum={sum}`: of the last round only, each byte as a number from 0 to 255"
        ),
        "Start each round at 0, and add up as many bytes as IPC_STAT says, no more and \
         no fewer.",
    ))
}

fn no_mapping(trial: &Trial) -> Judged {
    let (segment, _) = filled(trial)?;
    let (session, _) = reported(trial, segment.id(), fastrand::u32(2..9))?;
    if session.attachments()?.is_empty() {
        return Ok(());
    }
    Err(session.objection(
        "no segment in /proc/PID/maps",
        "Each shmat needs its shmdt, with the very address that shmat returned. Did you \
         look at shmdt's result?",
    ))
}

fn nattch(trial: &Trial) -> Judged {
    let (segment, _) = filled(trial)?;
    let others = fastrand::usize(1..5);
    let held: Vec<_> = (0..others)
        .map(|_| segment.attach_read_only())
        .collect::<Result<_, _>>()?;
    let (session, line) = reported(trial, segment.id(), fastrand::u32(2..9))?;
    let wanted = held.len();
    if value(&line, "nattch") == Some(wanted.to_string()) {
        return Ok(());
    }
    Err(session.objection(
        format!("`nattch={wanted}`: the checker's attachments, and none of yours"),
        "Ask IPC_STAT after the last detach.",
    ))
}

fn rounds(trial: &Trial) -> Judged {
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

fn stays(trial: &Trial) -> Judged {
    let (segment, _) = filled(trial)?;
    let (mut session, _) = reported(trial, segment.id(), 2)?;
    if !session.stays() {
        return Err(session.finish().objection(
            "still running while stdin is open",
            "After the line, read stdin until its end.",
        ));
    }
    let ended = session.finish();
    ended.succeeded()?;
    if sysvipc::segment(segment.id())?.is_some() {
        return Ok(());
    }
    Err(ended.objection(
        "the segment still exists",
        "Detaching is not removing. It is not yours to remove.",
    ))
}

fn gone(trial: &Trial) -> Judged {
    provided::gone(trial, &[Word::from(3)])
}
