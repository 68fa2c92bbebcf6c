//! Lab 2: attach read-only, say where, touch nothing.

mod calls;
mod size;
mod touched;

use shm_workbook::procfs::maps::Mapping;
use shm_workbook::procfs::sysvipc;

use self::calls::{asks_second, never_writable};
use self::size::any_size;
use self::touched::untouched;
use super::output::{prints_nothing, prints_only};
use super::provided::{self, first_segment, refuses_the_dead, segment};
use super::{stay, usage};
use crate::checks::check::checks;
use crate::trial::Trial;
use crate::trial::ended::value;
use crate::trial::session::Session;
use crate::verdict::{Judged, Objection};
use crate::words::Word;

checks! {
    2 "lab2.attached"  is_attached "attached while it runs";
    2 "lab2.read-only" read_only   "attached read-only";
    1 "lab2.address"   address     "prints the address";
    1 "lab2.size"      size        "prints the size that was asked for";
    1 "lab2.nattch"    nattch      "prints nattch, all attachments counted";
    1 "lab2.stays"     stays       "stays until stdin closes";
    1 "lab2.untouched" untouched   "touches no byte";
    1 "lab2.gone"      gone        "the id names nothing: EINVAL";
    1 "lab2.line"      line        "prints this line and nothing else";
    1 "lab2.order"     asks_second "attaches first, asks second";
    1 "lab2.never-writable" never_writable "never attached for writing, not even for a moment";
    1 "lab2.usage"     wrong_usage "wrong usage: exit code 2";
}

/// The program, its line, and its mapping of the segment, while it is attached.
fn attached(trial: &Trial, id: i32) -> Result<(Session<'_>, String, Mapping), Objection> {
    let mut session = trial.start(&[Word::variable(id)])?;
    let line = session.first_line()?;
    let shows = |map: &Mapping| map.segment().is_some_and(|segment| segment.id == id);
    if let Some(map) = session.attachments()?.into_iter().find(shows) {
        return Ok((session, line, map));
    }
    // Whoever is about to end is not said to run.
    session.stays();
    Err(session.objection(
        format!("segment {id} in /proc/{}/maps", session.pid),
        "Attach the segment whose id is the first argument, and stay attached until stdin \
         closes.",
    ))
}

/// Once by the first id, which in a fresh namespace is 0, and once by one that nobody can know.
fn is_attached(trial: &Trial) -> Judged {
    for provide in [first_segment, segment] {
        let segment = provide(trial, any_size())?;
        let (mut session, ..) = attached(trial, segment.id())?;
        session.finish().succeeded()?;
    }
    Ok(())
}

fn read_only(trial: &Trial) -> Judged {
    let segment = segment(trial, any_size())?;
    let (session, _, map) = attached(trial, segment.id())?;
    if map.access == "r--s" {
        return Ok(());
    }
    Err(session.objection(
        "access `r--s` in /proc/PID/maps: read, and nothing else",
        "shmat's third argument can ask for less than the mode allows: SHM_RDONLY.",
    ))
}

fn address(trial: &Trial) -> Judged {
    let segment = segment(trial, any_size())?;
    let (session, line, map) = attached(trial, segment.id())?;
    let printed = value(&line, "address")
        .and_then(|text| u64::from_str_radix(text.strip_prefix("0x")?, 16).ok());
    if printed == Some(map.start) {
        return Ok(());
    }
    Err(session.objection(
        format!("`address={:#x}`, where the mapping starts", map.start),
        "Print what shmat returned: `{:p}` in Rust, `%p` in C.",
    ))
}

fn size(trial: &Trial) -> Judged {
    let size = any_size();
    let segment = segment(trial, size)?;
    let (session, line, _) = attached(trial, segment.id())?;
    if value(&line, "size") == Some(size.to_string()) {
        return Ok(());
    }
    Err(session.objection(
        format!("`size={size}`"),
        "shmctl with IPC_STAT knows the size that was asked for (shm_segsz). The mapping \
         is rounded up to whole pages.",
    ))
}

fn nattch(trial: &Trial) -> Judged {
    let segment = segment(trial, any_size())?;
    let others = fastrand::usize(1..5);
    let held: Vec<_> = (0..others)
        .map(|_| segment.attach_read_only())
        .collect::<Result<_, _>>()?;
    let (session, line, _) = attached(trial, segment.id())?;
    let wanted = held.len() + 1;
    if value(&line, "nattch") == Some(wanted.to_string()) {
        return Ok(());
    }
    Err(session.objection(
        format!("`nattch={wanted}`: {others} of the checker, and yours"),
        "Ask after the attach: then your own is counted. And attach once only.",
    ))
}

fn stays(trial: &Trial) -> Judged {
    let segment = segment(trial, any_size())?;
    let (mut session, ..) = attached(trial, segment.id())?;
    let stays = session.stays() && stay::outlasts_lines(&session)?;
    let row = sysvipc::segment(segment.id())?;
    if !stays || row.is_none_or(|row| row.attached != 1) {
        return Err(session.finish().objection(
            "still attached while stdin is open",
            "After the line, read stdin until its end. What arrives before is of no interest.",
        ));
    }
    let ended = session.finish();
    ended.succeeded()?;
    match sysvipc::segment(segment.id())? {
        Some(row) if row.attached == 0 => Ok(()),
        _ => Err(ended.objection(
            "the segment exists, with nattch 0",
            "It is not yours to remove, and the end of the process detaches it.",
        )),
    }
}

fn gone(trial: &Trial) -> Judged {
    provided::gone(trial, &[])
}

fn line(trial: &Trial) -> Judged {
    let size = any_size();
    let segment = segment(trial, size)?;
    let (mut session, _, map) = attached(trial, segment.id())?;
    let line = format!("address={:#x} size={size} nattch=1", map.start);
    prints_only(&session.finish(), &[line])?;
    prints_nothing(&refuses_the_dead(trial, &[])?)
}

fn wrong_usage(trial: &Trial) -> Judged {
    let segment = segment(trial, any_size())?;
    let ended = trial.run(&[Word::variable(segment.id())])?;
    let id = segment.id().to_string();
    usage::wrong_is_refused(trial, &ended, &[&[], &[&id, "1"], &["x"], &[""]])
}
