//! Lab 5: hand a segment over, and leave nothing behind, whatever happens.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use shm_workbook::procfs::maps::{Attached, Mapping};
use shm_workbook::procfs::sysvipc::{self, SegmentRow};
use shm_workbook::{Attachment, ReadOnly, Segment};

use crate::checks::check::checks;
use crate::isolation::processes;
use crate::syscalls;
use crate::trial::Trial;
use crate::trial::ended::{Ended, value};
use crate::trial::session::{Session, TICK};
use crate::trial::tracer::{self, Next, Stop};
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
}

fn any_size() -> usize {
    fastrand::usize(4..50_000)
}

/// The program after its `shmid` line, with the id from it.
fn announced(trial: &Trial, size: usize) -> Result<(Session<'_>, i32), Objection> {
    let mut session = trial.start(&[Word::from(size)])?;
    let line = session.first_line()?;
    match value(&line, "shmid").and_then(|id| id.parse().ok()) {
        Some(id) => Ok((session, id)),
        None => Err(session.objection("the line `shmid=<id>`", "Print it, then wait.")),
    }
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
    let size = any_size();
    let (session, id) = announced(trial, size)?;
    let (row, map) = row_of(&session, id)?;
    if row.size == size as u64 && row.mode() == 0o600 && map.key == 0 {
        return Ok(());
    }
    Err(session.objection(
        format!("a segment of {size} bytes, mode 0600, that never had a key (SYSV00000000)"),
        "IPC_PRIVATE is the key 0: always a new segment. The mode goes along in the flags.",
    ))
}

fn marked(trial: &Trial) -> Judged {
    let (session, id) = announced(trial, any_size())?;
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

fn child(trial: &Trial) -> Judged {
    let mut session = trial.start_traced(&[Word::from(any_size())])?;
    session.send_line();
    let mut attaching = Vec::new();
    tracer::follow(&session, |stop| {
        if let Stop::Call {
            pid,
            number: syscalls::SHMAT,
            first,
        } = stop
        {
            attaching.push((pid, first));
        }
        Next::Call
    })?;
    let ended = session.finish();
    ended.succeeded()?;
    let id = ended.value("shmid").and_then(|id| id.parse().ok());
    let by_other = |(pid, first): &(_, u64)| *pid != session.pid && Some(*first) == id;
    if attaching.iter().any(by_other) {
        return Ok(());
    }
    let objection = ended.objection(
        "a second process that calls shmat with the id",
        "The child is this program again: its own process, its own attachment. On Linux the \
         id stays good after IPC_RMID, until the last detach.",
    );
    let calls = attaching
        .iter()
        .map(|(pid, id)| format!("pid {pid} called shmat({id}, …)"));
    Err(calls.fold(objection, Objection::with))
}

fn killed(trial: &Trial) -> Judged {
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

fn left_nothing(trial: &Trial, ended: &Ended, id: i32, when: &str) -> Judged {
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
