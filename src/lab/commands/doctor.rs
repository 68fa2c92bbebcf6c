//! `cargo lab doctor`: can this machine run the labs, and is anything left over?

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use shm_workbook::procfs::process;
use shm_workbook::{Key, Semaphore};

use super::{Outcome, leftovers, unwritable};
use crate::checks::provided::keyed_segment;
use crate::isolation::limits;
use crate::judge::ground::Ground;

/// Without System V IPC there is nothing to check.
pub fn can_run() -> Result<(), String> {
    if !Path::new("/proc/sysvipc/shm").exists() {
        return Err(
            "this kernel has no System V shared memory (/proc/sysvipc/shm), \
                    or /proc is not mounted"
                .to_string(),
        );
    }
    // Inherited from whoever has started this: then no end of any program can be seen.
    if ignores_sigchld() {
        return Err(
            "SIGCHLD is ignored here; try again with: env --default-signal=CHLD cargo lab …"
                .to_string(),
        );
    }
    Ok(())
}

fn ignores_sigchld() -> bool {
    process::own_status()
        .is_ok_and(|status| status.ignored & 1 << (libc::SIGCHLD - 1) != 0)
}

pub fn run() -> Outcome {
    let mut out = anstream::stdout();
    can_run()?;
    let works = try_calls();
    let ground = Ground::best();
    write(&works, &ground, &mut out).map_err(unwritable)?;
    if works.is_err() {
        Err("System V IPC does not work here".to_string())
    } else if ground.is_err() {
        Err("no check can be judged here".to_string())
    } else {
        Ok(true)
    }
}

/// A segment and a semaphore, created and removed.
pub fn try_calls() -> Result<(), shm_workbook::Error> {
    let segment = keyed_segment(Key::PRIVATE.number(), 1)?;
    segment.attach()?.detach()?;
    segment.remove()?;
    let semaphore = Semaphore::create(Key::PRIVATE, 1, shm_workbook::Mode::OWNER)?;
    semaphore.remove()
}

fn write(
    works: &Result<(), shm_workbook::Error>,
    ground: &Result<Ground, String>,
    out: &mut impl Write,
) -> io::Result<()> {
    match works {
        Ok(()) => writeln!(out, "✓ System V shared memory and semaphores work")?,
        Err(error) => writeln!(out, "✗ System V IPC does not work: {error}")?,
    }
    isolation(ground, out)?;
    limits(out)?;
    leftovers::write(out)
}

/// What stands between a program under test and everything else.
fn isolation(ground: &Result<Ground, String>, out: &mut impl Write) -> io::Result<()> {
    let ground = match ground {
        Ok(ground) => ground,
        Err(error) => return writeln!(out, "✗ no check can be judged: {error}"),
    };
    let left = ground.left();
    let mark = if left.is_empty() { '✓' } else { '–' };
    let isolation = ground.isolation;
    writeln!(
        out,
        "{mark} isolation of checks: {}: {}",
        isolation.name(),
        isolation.describe()
    )?;
    for left in left {
        writeln!(out, "  of a program under test: {left}")?;
    }
    match ground.found.slowness {
        1 => {}
        times => writeln!(
            out,
            "– this machine is slow, as emulators are: each time limit is {times} times as long"
        )?,
    }
    match &ground.found.tracing {
        None => writeln!(out, "✓ programs can be traced"),
        Some(reason) => writeln!(
            out,
            "– programs cannot be traced, so some checks are not judged: {reason}"
        ),
    }
}

fn limits(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "  limit of a program's memory: {} GiB, by what is resident, as no cgroup is used",
        limits::MEMORY >> 30
    )?;
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
