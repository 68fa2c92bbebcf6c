//! `cargo lab doctor`: can this machine run the labs, and is anything left over?

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use nix::unistd::{Pid, getuid};
use shm_workbook::{Key, Segment, Semaphore};

use super::{Outcome, unwritable};
use crate::checks::keyed_segment;
use crate::kernel;
use crate::processes;
use crate::room;
use crate::walls::Walls;

/// Without System V IPC there is nothing to check.
pub fn can_run() -> Result<(), String> {
    if !Path::new("/proc/sysvipc/shm").exists() {
        return Err(
            "this kernel has no System V shared memory (/proc/sysvipc/shm), \
                    or /proc is not mounted"
                .to_string(),
        );
    }
    Ok(())
}

pub fn run() -> Outcome {
    let mut out = anstream::stdout();
    can_run()?;
    let works = try_calls();
    let fine = works.is_ok();
    write(&works, &mut out).map_err(unwritable)?;
    if fine {
        Ok(true)
    } else {
        Err("System V IPC does not work here".to_string())
    }
}

/// A segment and a semaphore, created and removed.
fn try_calls() -> Result<(), shm_workbook::Error> {
    let segment = keyed_segment(Key::PRIVATE.number(), 1)?;
    segment.attach()?.detach()?;
    segment.remove()?;
    let semaphore = Semaphore::create(Key::PRIVATE, 1, shm_workbook::Mode::OWNER)?;
    semaphore.remove()
}

fn write(
    works: &Result<(), shm_workbook::Error>,
    out: &mut impl Write,
) -> io::Result<()> {
    match works {
        Ok(()) => writeln!(out, "✓ System V shared memory and semaphores work")?,
        Err(error) => writeln!(out, "✗ System V IPC does not work: {error}")?,
    }
    let walls = room::best_walls();
    writeln!(
        out,
        "{} walls around checks: {}",
        mark(walls),
        walls.describe()
    )?;
    limits(out)?;
    leftovers(out)
}

fn mark(walls: Walls) -> char {
    if walls.hide_ipc() { '✓' } else { '–' }
}

fn limits(out: &mut impl Write) -> io::Result<()> {
    for (name, meaning) in [
        ("shmmax", "bytes in one segment"),
        ("shmall", "pages in all segments"),
        ("shmmni", "segments"),
    ] {
        let value =
            fs::read_to_string(format!("/proc/sys/kernel/{name}")).unwrap_or_default();
        writeln!(out, "  limit {name}: {} {meaning}", value.trim())?;
    }
    let sem = fs::read_to_string("/proc/sys/kernel/sem").unwrap_or_default();
    let sem = sem.split_whitespace().collect::<Vec<_>>().join(" ");
    writeln!(
        out,
        "  limit sem: {sem} (in a set, in all sets, operations, sets)"
    )
}

/// Objects of this user that nobody uses and whose creator has ended. They may be anybody's:
/// the doctor names them and removes none.
fn leftovers(out: &mut impl Write) -> io::Result<()> {
    let me = getuid().as_raw();
    let orphan = |pid: i32| processes::look(Pid::from_raw(pid)).is_none();
    let mut found = false;
    for row in kernel::segments() {
        if row.uid == me && row.attached == 0 && orphan(row.creator_pid) {
            found = true;
            let id = Segment::from_id(row.id);
            writeln!(out, "– left over: {}; remove it: ipcrm -m {id}", row.show())?;
        }
    }
    for row in kernel::semaphores() {
        let last = Semaphore::from_id(row.id).last_pid().unwrap_or(0);
        if row.uid == me && orphan(last) {
            found = true;
            writeln!(
                out,
                "– left over: {}; remove it: ipcrm -s {}",
                row.show(),
                row.id
            )?;
        }
    }
    if !found {
        writeln!(out, "✓ nothing of yours is left over")?;
    }
    Ok(())
}
