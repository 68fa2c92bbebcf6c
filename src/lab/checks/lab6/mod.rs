//! Lab 6: conduct a race, so that it ends where you want.

mod log;
mod run;
mod steps;
mod truth;

use std::collections::HashSet;

use nix::unistd::Pid;
use shm_workbook::procfs::process;

use self::log::Log;
use self::run::{judge, size, words};
use self::steps::each_its_own;
use super::output::{prints_nothing, prints_only};
use super::provided::{refuses_the_dead, segment};
use super::usage;
use crate::checks::check::checks;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::trial::tracer::{self, Next};
use crate::verdict::{Judged, Objection};
use crate::words::Word;

checks! {
    1 "lab6.lossless"      lossless      "2N: nothing is lost";
    2 "lab6.minimum"       minimum       "2: nearly everything is lost";
    2 "lab6.every-target"  every_target  "every value in between";
    1 "lab6.any-target"    any_target    "any value, for a larger N";
    1 "lab6.one-each"      one_each      "N = 1: 1 and 2";
    2 "lab6.two-processes" two_processes "two real processes";
    1 "lab6.out-of-reach"  out_of_reach  "what cannot be reached: ERANGE";
    1 "lab6.gone"          gone          "the id names nothing: EINVAL";
    2 "lab6.each-its-own"  each_its_own  "each worker takes its own steps";
    1 "lab6.one-report"    one_report    "the id names nothing: one process says so";
    1 "lab6.line"          line          "prints this line and nothing else";
    1 "lab6.usage"         wrong_usage   "wrong usage: exit code 2";
}

/// One run, judged in full: what was printed, what is in memory, and the log's story.
fn conduct(trial: &Trial, n: u64, target: u64) -> Result<(Ended, Log), Objection> {
    let segment = segment(trial, size(n))?;
    let ended = trial.run(&words(segment.id(), n, target))?;
    let memory = segment.attach_read_only()?;
    let mut bytes = vec![0; memory.size()];
    memory.read(0, &mut bytes)?;
    judge(&ended, &bytes, n, target)?;
    Ok((ended, Log::of(&bytes)))
}

fn lossless(trial: &Trial) -> Judged {
    let n = fastrand::u64(2..30);
    conduct(trial, n, 2 * n).map(drop)
}

fn minimum(trial: &Trial) -> Judged {
    conduct(trial, fastrand::u64(2..30), 2).map(drop)
}

fn every_target(trial: &Trial) -> Judged {
    let n = fastrand::u64(3..6);
    (2..=2 * n).try_for_each(|target| conduct(trial, n, target).map(drop))
}

fn any_target(trial: &Trial) -> Judged {
    let n = fastrand::u64(10..40);
    conduct(trial, n, fastrand::u64(3..2 * n)).map(drop)
}

fn one_each(trial: &Trial) -> Judged {
    conduct(trial, 1, 1)?;
    conduct(trial, 1, 2).map(drop)
}

/// The log's pids must be those of processes that the kernel has seen.
fn two_processes(trial: &Trial) -> Judged {
    let n = fastrand::u64(3..10);
    let target = fastrand::u64(2..=2 * n);
    let segment = segment(trial, size(n))?;
    let mut session = trial.start_traced(&words(segment.id(), n, target))?;
    drop(session.stdin.take());
    let mut real: HashSet<Pid> = HashSet::new();
    tracer::follow(&session, |stop| {
        // A thread stops like a process, but /proc lists only processes with a stat of its own
        // whose thread group it leads.
        if let Ok(status) = process::status(stop.pid()) {
            // The log has the numbers of the inside.
            let inside = status.pids.last().copied();
            if status.thread_group == stop.pid() {
                real.extend(inside);
            }
        }
        Next::Call
    })?;
    let ended = session.finish();
    let memory = segment.attach_read_only()?;
    let mut bytes = vec![0; memory.size()];
    memory.read(0, &mut bytes)?;
    judge(&ended, &bytes, n, target)?;
    let pids = Log::of(&bytes).pids();
    if pids.iter().all(|pid| real.contains(pid)) {
        return Ok(());
    }
    let objection = ended.objection(
        "two processes that exist, each with its own pid in the log",
        "Threads share one pid, and an invented pid is nobody. Start two processes.",
    );
    let real: Vec<i32> = real.iter().map(|pid| pid.as_raw()).collect();
    Err(objection.with(format!(
        "pids in the log: {pids:?}; processes seen: {real:?}"
    )))
}

/// Among them one that 32 bits would take for 2.
fn out_of_reach(trial: &Trial) -> Judged {
    let n = fastrand::u64(2..30);
    let targets = [0, 1, 2 * n + 1, (1 << 32) + 2];
    let one = [(1, 0), (1, 3)];
    for (n, target) in targets.map(|target| (n, target)).into_iter().chain(one) {
        let segment = segment(trial, size(n))?;
        let ended = trial.run(&words(segment.id(), n, target))?;
        ended.refused(
            "target",
            "ERANGE",
            "For N of 2 and more, no order ends below 2 or above 2N. Refuse before the \
             first step.",
        )?;
        prints_nothing(&ended)?;
        let mut bytes = vec![0; size(n)];
        segment.attach_read_only()?.read(0, &mut bytes)?;
        if bytes.iter().any(|byte| *byte != 0) {
            return Err(
                ended.objection("a segment still full of zeros", "Test TARGET first.")
            );
        }
    }
    Ok(())
}

fn gone(trial: &Trial) -> Judged {
    refuses_the_dead(trial, &[Word::from(3), Word::from(4)]).map(drop)
}

fn one_report(trial: &Trial) -> Judged {
    let ended = refuses_the_dead(trial, &[Word::from(3), Word::from(4)])?;
    let stderr = String::from_utf8_lossy(&ended.stderr);
    if stderr.matches("EINVAL").count() == 1 {
        return Ok(());
    }
    Err(ended.objection(
        "`shmat: EINVAL` once on stderr, from the process that conducts",
        "Attach before you start a worker. Two workers that report at once write into each \
         other's lines.",
    ))
}

fn line(trial: &Trial) -> Judged {
    let n = fastrand::u64(2..10);
    let target = fastrand::u64(2..=2 * n);
    let (ended, _) = conduct(trial, n, target)?;
    prints_only(&ended, &[format!("final={target}")])?;
    prints_nothing(&refuses_the_dead(trial, &[Word::from(3), Word::from(4)])?)
}

fn wrong_usage(trial: &Trial) -> Judged {
    let (ended, _) = conduct(trial, 2, 3)?;
    let segment = segment(trial, size(2))?;
    let id = segment.id().to_string();
    usage::wrong_is_refused(
        trial,
        &ended,
        &[
            &[],
            &[&id, "2"],
            &[&id, "2", "3", "4"],
            &["x", "2", "3"],
            &[&id, "x", "3"],
            &[&id, "2", "x"],
        ],
    )
}
