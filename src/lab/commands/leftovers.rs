//! What is left over of the reader's: for `cargo lab doctor`.

use std::fs;
use std::io::{self, Write};

use nix::unistd::{Pid, getuid};
use shm_workbook::Semaphore;
use shm_workbook::procfs::process;
use shm_workbook::procfs::sysvipc::{self, SegmentRow, SemaphoreRow};

/// What of this user's nobody uses. It may belong to any program: the doctor removes nothing.
pub fn write(out: &mut impl Write) -> io::Result<()> {
    let mut found = segments()?;
    found.extend(semaphores()?);
    found.extend(message_queues()?);
    for line in &found {
        writeln!(out, "– unused: {line}")?;
    }
    if found.is_empty() {
        writeln!(out, "✓ nothing of yours is left over")
    } else {
        writeln!(
            out,
            "  Another program may still want it. If not, remove it."
        )
    }
}

fn has_ended(pid: Pid) -> bool {
    process::look(pid).is_err_and(|error| process::is_gone(&error))
}

/// Nobody is attached, and the creator has ended.
fn segments() -> io::Result<Vec<String>> {
    let mut rows = sysvipc::segments()?;
    rows.retain(|row| {
        row.uid == getuid().as_raw() && row.attached == 0 && has_ended(row.creator)
    });
    let line = |row: &SegmentRow| format!("{row}; ipcrm -m {}", row.id);
    Ok(rows.iter().map(line).collect())
}

/// Whoever operated last has ended. Nothing says who created it.
fn semaphores() -> io::Result<Vec<String>> {
    let mut rows = sysvipc::semaphore_sets()?;
    let last = |id| Pid::from_raw(Semaphore::from_id(id).last_pid().unwrap_or(0));
    rows.retain(|row| row.uid == getuid().as_raw() && has_ended(last(row.id)));
    let line = |row: &SemaphoreRow| format!("{row}; ipcrm -s {}", row.id);
    Ok(rows.iter().map(line).collect())
}

/// Chapter 9 uses them, and a `kill -9` of it leaves them behind.
fn message_queues() -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    for row in sysvipc::message_queues()? {
        if row.uid == getuid().as_raw() && row.users.iter().all(|pid| has_ended(*pid)) {
            lines.push(format!("message queue msqid={0}; ipcrm -q {0}", row.id));
        }
    }
    // Where this file system is mounted. The name says whose they are.
    let posix = fs::read_dir("/dev/mqueue").into_iter().flatten().flatten();
    for entry in posix {
        let name = entry.file_name().to_string_lossy().into_owned();
        let pid = name.strip_prefix("chapter9-").and_then(|rest| {
            let digits = rest.split('-').next()?;
            Some(Pid::from_raw(digits.parse().ok()?))
        });
        if pid.is_some_and(has_ended) {
            lines.push(format!("message queue {name}; rm /dev/mqueue/{name}"));
        }
    }
    Ok(lines)
}
