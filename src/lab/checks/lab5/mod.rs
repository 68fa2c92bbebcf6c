//! Lab 5: hand a segment over, and leave nothing behind, whatever happens.

mod followed;
mod killed;
mod start;
mod stores;

use std::io::Write as _;
use std::time::Duration;

use shm_workbook::procfs::maps::{Attached, Mapping};
use shm_workbook::procfs::sysvipc::{self, SegmentRow};
use shm_workbook::{Attachment, ReadOnly, Segment};

use self::followed::{child, child_writes, marked_first, reads};
use self::killed::{killed, left_nothing};
use self::start::{announced, announced_first, any_size};
use super::output::{prints_nothing, prints_only};
use super::usage;
use crate::checks::check::checks;
use crate::trial::Trial;
use crate::trial::session::Session;
use crate::verdict::{Judged, Objection};
use crate::words::Word;

checks! {
    1 "lab5.created"        created        "a private segment, mode 0600";
    2 "lab5.marked"         marked         "marked for removal at once";
    1 "lab5.waits"          waits          "waits for a line";
    2 "lab5.hand-over"      hand_over      "the child's word arrives";
    1 "lab5.child"          child          "the child attaches by the id";
    1 "lab5.leaves-nothing" leaves_nothing "nothing is left at the end";
    2 "lab5.killed"         killed         "killed at any moment, it leaves nothing";
    1 "lab5.bad-size"       bad_size       "reports what shmget refuses";
    1 "lab5.two-at-once"    two_at_once    "two runs at once";
    1 "lab5.marked-first"   marked_first   "marked before the line, and nothing unmarked later";
    1 "lab5.child-writes"   child_writes   "the child writes, and nobody else";
    1 "lab5.reads"          reads          "prints what is in the segment";
    1 "lab5.whole-line"     whole_line     "half a line is not a line";
    1 "lab5.eof"            eof            "the end of stdin is as good as a line";
    1 "lab5.line"           line           "prints these two lines and nothing else";
    1 "lab5.usage"          wrong_usage    "wrong usage: exit code 2";
}

/// What the kernel has under the id that was printed: its row and the program's mapping.
fn row_of(session: &Session<'_>, id: i32) -> Result<(SegmentRow, Attached), Objection> {
    let maps = session.attachments()?;
    let mut attached = maps.iter().filter_map(Mapping::segment);
    let attached = attached.find(|segment| segment.id == id);
    sysvipc::segment(id)?.zip(attached).ok_or_else(|| {
        session.objection(
            format!("segment {id} exists, and the program is attached to it"),
            "Attach before you mark it: what nobody is attached to is gone at once.",
        )
    })
}

/// Our own attachment keeps the segment, so that we can look after the program has ended.
fn hold(session: &mut Session<'_>, id: i32) -> Result<Attachment<ReadOnly>, Objection> {
    Segment::from_id(id).attach_read_only().map_err(|error| {
        session
            .finish()
            .objection(
                format!(
                    "segment {id} is there after the line, until a line arrives on stdin"
                ),
                "Stay attached: what is marked for removal goes with the last detach.",
            )
            .with(format!("the checker: {error}"))
    })
}

fn created(trial: &Trial) -> Judged {
    for size in [4, any_size()] {
        let (session, id) = announced(trial, size)?;
        let (row, map) = row_of(&session, id)?;
        if row.size != size as u64 || row.mode() != 0o600 || map.key != 0 {
            return Err(session.objection(
                format!(
                    "a segment of {size} bytes, mode 0600, that never had a key (SYSV00000000)"
                ),
                "IPC_PRIVATE is the key 0: always a new segment. The mode goes along in the \
                 flags.",
            ));
        }
    }
    Ok(())
}

fn marked(trial: &Trial) -> Judged {
    let (session, id) = announced_first(trial, any_size())?;
    let (row, _) = row_of(&session, id)?;
    if row.is_marked() {
        return Ok(());
    }
    Err(session.objection(
        "status `dest` at the moment of the `shmid` line",
        "IPC_RMID right after shmat, before the line. The segment goes with the last \
         detach, and the kernel detaches whoever dies.",
    ))
}

fn hand_over(trial: &Trial) -> Judged {
    let (mut session, id) = announced(trial, any_size())?;
    let memory = hold(&mut session, id)?;
    session.send_line();
    let ended = session.finish();
    ended.succeeded()?;
    let mut word = [0; 4];
    memory.read(0, &mut word)?;
    let said = ended.out().lines().any(|line| line == "child wrote: done");
    if said && &word == b"done" {
        return Ok(());
    }
    let objection = ended.objection(
        "`child wrote: done` on stdout, and `done` at offset 0 of the segment",
        "After the line from stdin: start the child, wait for its end, then look.",
    );
    Err(objection.with(format!("in memory: {:?}", String::from_utf8_lossy(&word))))
}

fn waits(trial: &Trial) -> Judged {
    let (mut session, id) = announced(trial, any_size())?;
    let memory = hold(&mut session, id)?;
    let stays = session.stays();
    let mut word = [0; 4];
    memory.read(0, &mut word)?;
    if !stays || &word == b"done" {
        return Err(session.finish().objection(
            "nothing happens before a line arrives on stdin",
            "Read one line after you have printed the id. Whoever reads it may need time.",
        ));
    }
    session.send_line();
    session.finish().succeeded()
}

fn leaves_nothing(trial: &Trial) -> Judged {
    let (mut session, id) = announced(trial, any_size())?;
    session.send_line();
    let ended = session.finish();
    ended.succeeded()?;
    left_nothing(trial, &ended, id, "the normal end")
}

fn bad_size(trial: &Trial) -> Judged {
    trial.run(&[Word::from(0)])?.refused(
        "shmget",
        "EINVAL",
        "Nobody can create a segment of 0 bytes. Look at shmget's result before you use it.",
    )
}

fn two_at_once(trial: &Trial) -> Judged {
    let (mut first, one) = announced(trial, any_size())?;
    let (mut second, other) = announced(trial, any_size())?;
    if one == other {
        return Err(second.objection("two runs, two segments", "Use IPC_PRIVATE."));
    }
    first.send_line();
    second.send_line();
    first.finish().succeeded()?;
    second.finish().succeeded()
}

/// The rest of the line comes a little later. To see nothing happen takes time; a machine that
/// is too slow for it sees a wrong program pass, and never a right one fail.
fn whole_line(trial: &Trial) -> Judged {
    let (mut session, id) = announced(trial, any_size())?;
    let memory = hold(&mut session, id)?;
    if let Some(stdin) = &mut session.stdin {
        let _ = stdin.write_all(b"go");
    }
    std::thread::sleep(Duration::from_millis(300));
    let stays = session.stays();
    let mut word = [0; 4];
    memory.read(0, &mut word)?;
    if !stays || &word == b"done" {
        return Err(session.finish().objection(
            "nothing happens before the line on stdin has ended",
            "A line ends with a newline. Who types it may need time.",
        ));
    }
    session.send_line();
    session.finish().succeeded()
}

fn eof(trial: &Trial) -> Judged {
    let ended = trial.run(&[Word::from(any_size())])?;
    ended.succeeded()?;
    if ended.out().lines().any(|line| line == "child wrote: done") {
        return Ok(());
    }
    Err(ended.objection(
        "`child wrote: done`, although stdin has ended without a line",
        "The end of stdin means that no line will come. Go on as if it had.",
    ))
}

fn line(trial: &Trial) -> Judged {
    let (mut session, id) = announced(trial, any_size())?;
    session.send_line();
    let lines = [format!("shmid={id}"), "child wrote: done".to_string()];
    prints_only(&session.finish(), &lines)?;
    let refused = trial.run(&[Word::from(0)])?;
    refused.refused("shmget", "EINVAL", "A size of 0 is an error.")?;
    prints_nothing(&refused)
}

fn wrong_usage(trial: &Trial) -> Judged {
    let ended = trial.run(&[Word::from(any_size())])?;
    usage::wrong_is_refused(
        trial,
        &ended,
        &[&[], &["x"], &["100", "x"], &["8", "9", "10"]],
    )
}
