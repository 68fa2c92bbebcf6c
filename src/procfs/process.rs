//! `/proc/PID/stat`, `status` and `syscall`: what a process is, and what it does.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::time::Duration;

use nix::errno::Errno;
use nix::unistd::{Pid, SysconfVar, sysconf};

use super::text::{hexadecimal, number, odd, only_line, words};

/// The head of `/proc/PID/stat`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its number.
    pub pid: Pid,
    /// Up to 15 bytes of any kind, which the process may choose itself.
    pub name: Vec<u8>,
    /// `R` runs, `S` sleeps, `T` is stopped, `t` is stopped by its tracer, `Z` has ended and
    /// waits to be waited for.
    pub state: char,
    /// Its parent, or whoever has adopted it.
    pub parent: Pid,
    /// The processor's time that it has had, and that children have had for which it has waited.
    pub used: Duration,
}

impl Process {
    /// Has it not ended yet?
    pub fn is_alive(&self) -> bool {
        !matches!(self.state, 'Z' | 'X')
    }
}

/// A part of `/proc/PID/status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The process that this thread belongs to; its own number if it is the first thread.
    pub thread_group: Pid,
    /// Its numbers in the PID namespaces that it is in, from that of the reader to its own.
    pub pids: Vec<Pid>,
    /// The signals that it ignores: bit 0 for signal 1.
    pub ignored: u64,
    /// Who traces it. `None` if nobody does, and if its tracer is in a PID namespace further out.
    pub tracer: Option<Pid>,
}

/// A line of `/proc/PID/syscall`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemCall {
    /// Such as `libc::SYS_semop`.
    pub number: i64,
    /// What it was called with, as registers hold it.
    pub arguments: [u64; 6],
}

/// Does this error say that there is no such process, or not any more?
pub fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
        || error.raw_os_error() == Some(Errno::ESRCH as i32)
}

/// One process.
///
/// # Errors
///
/// `ENOENT` or `ESRCH` if there is none (see [`is_gone`]); [`io::ErrorKind::InvalidData`] for a
/// line of another form.
pub fn look(pid: Pid) -> io::Result<Process> {
    let path = format!("/proc/{pid}/stat");
    let line = only_line(&path)?;
    parse(pid, &line).ok_or_else(|| odd(&path, &line))
}

pub(super) fn parse(pid: Pid, line: &[u8]) -> Option<Process> {
    // The name stands in parentheses and may itself hold spaces and parentheses.
    let open = line.iter().position(|byte| *byte == b'(')?;
    let close = line.iter().rposition(|byte| *byte == b')')?;
    let mut fields = words(line.get(close + 1..)?);
    Some(Process {
        pid,
        name: line.get(open + 1..close)?.to_vec(),
        state: char::from(*fields.next()?.first()?),
        parent: Pid::from_raw(number(fields.next()?)?),
        used: ticks(fields.skip(9).take(4))?,
    })
}

/// The sum of these times, which `/proc` counts in hundredths of a second on every machine.
fn ticks<'a>(mut fields: impl Iterator<Item = &'a [u8]>) -> Option<Duration> {
    fields.try_fold(Duration::ZERO, |sum, field| {
        let hundredths: u64 = number(field)?;
        sum.checked_add(Duration::from_millis(hundredths.checked_mul(10)?))
    })
}

/// All processes that `/proc` shows. Whoever ends meanwhile may be among them or not.
///
/// # Errors
///
/// Those of reading the folder `/proc` and of [`look`], but for the end of a process.
pub fn all() -> io::Result<Vec<Process>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(pid) = number(name.as_encoded_bytes()) else {
            continue;
        };
        match look(Pid::from_raw(pid)) {
            Ok(process) => found.push(process),
            Err(error) if is_gone(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// Everybody who descends from a process and has not ended: children, their children, and so on.
///
/// # Errors
///
/// As of [`all`].
pub fn descendants(ancestor: Pid) -> io::Result<Vec<Process>> {
    let mut children: HashMap<Pid, Vec<Process>> = HashMap::new();
    for process in all()? {
        children.entry(process.parent).or_default().push(process);
    }
    let mut found = Vec::new();
    let mut next = vec![ancestor];
    while let Some(pid) = next.pop() {
        for process in children.remove(&pid).unwrap_or_default() {
            next.push(process.pid);
            found.push(process);
        }
    }
    found.retain(Process::is_alive);
    Ok(found)
}

/// More about a process or a thread.
///
/// # Errors
///
/// As of [`look`].
pub fn status(pid: Pid) -> io::Result<Status> {
    status_in(&format!("/proc/{pid}/status"))
}

/// More about this process, whatever number `/proc` has for it.
///
/// # Errors
///
/// As of [`look`].
pub fn own_status() -> io::Result<Status> {
    status_in("/proc/self/status")
}

fn status_in(path: &str) -> io::Result<Status> {
    let text = fs::read(path)?;
    let field = |name: &[u8]| {
        let mut lines = text.split(|byte| *byte == b'\n');
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(b":"))
    };
    let parse = || {
        let pid = |word: &[u8]| Some(Pid::from_raw(number(word)?));
        Some(Status {
            thread_group: pid(field(b"Tgid")?.trim_ascii())?,
            pids: words(field(b"NSpid")?).map(pid).collect::<Option<_>>()?,
            ignored: hexadecimal(field(b"SigIgn")?.trim_ascii())?,
            tracer: pid(field(b"TracerPid")?.trim_ascii())
                .filter(|tracer| tracer.as_raw() != 0),
        })
    };
    parse().ok_or_else(|| odd(path, &text))
}

/// The bytes of memory that a process has to itself now: what is resident, without what it shares
/// with a file or with other processes, such as a segment.
///
/// # Errors
///
/// As of [`look`].
pub fn resident(pid: Pid) -> io::Result<u64> {
    let path = format!("/proc/{pid}/statm");
    let line = only_line(&path)?;
    let pages = || {
        let mut fields = words(&line).skip(1);
        let resident: u64 = number(fields.next()?)?;
        Some(resident.saturating_sub(number(fields.next()?)?))
    };
    let page = page_size()?;
    let bytes = || pages()?.checked_mul(page);
    bytes().ok_or_else(|| odd(&path, &line))
}

/// The bytes of a page: 4096 on most machines; on some Arm, POWER and Apple's more.
///
/// # Errors
///
/// Those of `sysconf(3)`, which has none for this name.
pub fn page_size() -> io::Result<u64> {
    let size = sysconf(SysconfVar::PAGE_SIZE)?;
    let size = size.and_then(|size| u64::try_from(size).ok());
    size.ok_or_else(|| Errno::EINVAL.into())
}

/// The system call that a process is in. `None` if it is in none: it runs, or it is stopped
/// elsewhere.
///
/// # Errors
///
/// As of [`look`]; `EPERM` or `EACCES` if this process may not trace that one; `ENOENT` on a
/// kernel that was built without this file.
pub fn system_call(pid: Pid) -> io::Result<Option<SystemCall>> {
    let path = format!("/proc/{pid}/syscall");
    let line = only_line(&path)?;
    let mut fields = words(&line);
    let first = fields.next().ok_or_else(|| odd(&path, &line))?;
    if first == b"running" || first == b"-1" {
        return Ok(None);
    }
    let mut parse = || {
        let number = number(first)?;
        let mut arguments = [0; 6];
        for argument in &mut arguments {
            *argument = hexadecimal(fields.next()?)?;
        }
        Some(SystemCall { number, arguments })
    };
    parse().map(Some).ok_or_else(|| odd(&path, &line))
}
