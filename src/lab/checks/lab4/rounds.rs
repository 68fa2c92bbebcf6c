//! What lab 4 does in each round. At the end only the last one could be seen.

use std::fs;

use nix::unistd::Pid;
use shm_workbook::procfs::sysvipc;

use super::provided::{filled, filled_with};
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

/// Has each round touched the whole segment before its detach?
///
/// A new mapping has no page yet, and a page comes with the first touch, at most 16 of them at
/// once. Which bytes were touched cannot be seen here. The kernel may take a page back at any
/// time (once, 264 of 268 kB were left of a round that had read them all), so most of them are
/// enough: a round that reads nothing has none.
pub fn each_round(trial: &Trial) -> Judged {
    let (segment, _) = filled_with(trial, fastrand::usize(200_000..300_000))?;
    let rounds = fastrand::u32(3..6);
    let mut session =
        trial.start_traced(&[Word::variable(segment.id()), Word::from(rounds)])?;
    drop(session.stdin.take());
    let mut touched = Vec::new();
    tracer::follow(&session, |stop| {
        if let Stop::Call {
            pid,
            number: syscalls::SHMDT,
            first,
        } = stop
        {
            touched.extend(resident(pid, first));
        }
        Next::Call
    })?;
    let ended = session.finish();
    ended.succeeded()?;
    let all = segment.stat()?.size as u64 / 1024;
    let most = all / 4 * 3;
    if touched.len() == rounds as usize
        && touched.iter().all(|kilobytes| *kilobytes >= most)
    {
        return Ok(());
    }
    let objection = ended.objection(
        format!(
            "{all} kB of the segment read in each of {rounds} rounds, before the detach"
        ),
        "Each round adds up all bytes. Only the last sum is printed.",
    );
    Err(objection.with(format!("/proc/PID/smaps at each shmdt: Rss {touched:?} kB")))
}

/// How much of the mapping that begins here has pages in this process, in kB. `None` if there is
/// no such mapping.
fn resident(pid: Pid, start: u64) -> Option<u64> {
    let smaps = fs::read(format!("/proc/{pid}/smaps")).ok()?;
    let smaps = String::from_utf8_lossy(&smaps);
    let begins = format!("{start:08x}-");
    let mut lines = smaps.lines().skip_while(|line| !line.starts_with(&begins));
    let line = lines.find_map(|line| line.strip_prefix("Rss:"))?;
    line.split_whitespace().next()?.parse().ok()
}
