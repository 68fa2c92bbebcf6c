//! Lab 4: attach, add up, detach, and do it again.

mod accesses;
mod provided;
mod rounds;
mod sums;

use shm_workbook::procfs::sysvipc;
use shm_workbook::{RemoveOnDrop, Segment};

use self::accesses::{each_round, none_outside};
use self::provided::{filled, filled_to_the_page, large};
use self::rounds::rounds;
use super::output::{prints_nothing, prints_only};
use super::provided::refuses_the_dead;
use super::{stay, usage};
use crate::checks::check::checks;
use crate::trial::Trial;
use crate::trial::ended::value;
use crate::trial::session::Session;
use crate::verdict::{Judged, Objection};
use crate::words::Word;

checks! {
    2 "lab4.sum"        sum        "adds up the segment's bytes";
    3 "lab4.no-mapping" no_mapping "no mapping is left";
    1 "lab4.nattch"     nattch     "prints nattch after the last detach";
    2 "lab4.rounds"     rounds     "attaches and detaches in every round";
    1 "lab4.stays"      stays      "stays until stdin closes";
    1 "lab4.gone"       gone       "the id names nothing: EINVAL";
    1 "lab4.no-tail"    no_tail    "not a byte beyond the size";
    1 "lab4.large"      large_sum  "a sum that needs more than 32 bits";
    1 "lab4.each-round" each_round "adds up in every round";
    1 "lab4.line"       line       "prints this line and nothing else";
    1 "lab4.usage"      wrong_usage "wrong usage: exit code 2";
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
    adds_up(trial, filled(trial)?, fastrand::u32(2..9))
}

fn no_tail(trial: &Trial) -> Judged {
    adds_up(trial, filled_to_the_page(trial)?, 2)?;
    match none_outside(trial) {
        // The sum above has shown that nothing was added that is behind the end.
        Err(Objection::CannotJudge(_)) => Ok(()),
        judged => judged,
    }
}

fn large_sum(trial: &Trial) -> Judged {
    adds_up(trial, large(trial)?, 1)
}

fn adds_up(
    trial: &Trial,
    (segment, sum): (RemoveOnDrop<Segment>, u64),
    rounds: u32,
) -> Judged {
    let (mut session, line) = reported(trial, segment.id(), rounds)?;
    if value(&line, "sum") == Some(sum.to_string()) {
        return session.finish().succeeded();
    }
    let memory = segment.attach_read_only()?;
    let mut bytes = vec![0; memory.size()];
    memory.read(0, &mut bytes)?;
    let cause = sums::explain(&bytes, rounds, &value(&line, "sum").unwrap_or_default());
    let objection = session.objection(
        format!(
            "`sum={sum}`: of the last round only, each byte as a number from 0 to 255"
        ),
        "Start each round at 0, and add up as many bytes as IPC_STAT says, no more and \
         no fewer. Many bytes need a sum of 64 bits.",
    );
    Err(objection.caused_by(cause))
}

fn no_mapping(trial: &Trial) -> Judged {
    let (segment, _) = filled(trial)?;
    let before = segment.stat()?.last_pid;
    let (session, _) = reported(trial, segment.id(), fastrand::u32(2..9))?;
    // The kernel counts everybody's, also those of a child. And who never attached has nothing to
    // detach: the last to do either must not be this checker.
    let after = segment.stat()?;
    let has_attached = after.last_pid != before;
    if session.attachments()?.is_empty() && after.attached == 0 && has_attached {
        return Ok(());
    }
    Err(session.objection(
        "attached, then no segment in /proc/PID/maps, and nattch 0",
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

fn stays(trial: &Trial) -> Judged {
    let (segment, _) = filled(trial)?;
    let (mut session, _) = reported(trial, segment.id(), 2)?;
    if !(session.stays() && stay::outlasts_lines(&session)?) {
        return Err(session.finish().objection(
            "still running while stdin is open",
            "After the line, read stdin until its end. What arrives before is of no interest.",
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
    refuses_the_dead(trial, &[Word::from(3)]).map(drop)
}

fn line(trial: &Trial) -> Judged {
    let (segment, sum) = filled(trial)?;
    let ended = trial.run(&[Word::variable(segment.id()), Word::from(2)])?;
    prints_only(&ended, &[format!("sum={sum} nattch=0")])?;
    prints_nothing(&refuses_the_dead(trial, &[Word::from(3)])?)
}

fn wrong_usage(trial: &Trial) -> Judged {
    let (segment, _) = filled(trial)?;
    let ended = trial.run(&[Word::variable(segment.id()), Word::from(2)])?;
    let id = segment.id().to_string();
    usage::wrong_is_refused(
        trial,
        &ended,
        &[&[], &[&id], &[&id, "2", "3"], &["x", "2"], &[&id, "x"]],
    )
}
