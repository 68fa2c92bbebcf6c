//! `/proc/sysvipc/shm`, `sem` and `msg`: a line for each object of this IPC namespace.
//!
//! Every process may read them, whatever the objects' modes say.

use std::fmt::{self, Display, Formatter};
use std::io;

use nix::unistd::Pid;

use super::text::{number, octal, rows, words};

/// `SHM_DEST` of `<sys/shm.h>`: marked for removal.
const MARKED: u32 = 0o1000;

/// A line of `/proc/sysvipc/shm`.
#[derive(Debug, Clone)]
pub struct SegmentRow {
    /// 0 for `IPC_PRIVATE`, and also after the segment was marked for removal.
    pub key: i32,
    /// The segment's id.
    pub id: i32,
    mode_and_flags: u32,
    /// Bytes, as they were asked for.
    pub size: u64,
    /// Who called `shmget`.
    pub creator: Pid,
    /// How often it is attached now, in all processes.
    pub attached: u64,
    /// The owner.
    pub uid: u32,
    /// The group of who created it. Nobody can change it.
    pub creator_gid: u32,
    /// Bytes of memory that somebody has touched, in RAM or swapped out; whole pages.
    pub touched: u64,
}

impl SegmentRow {
    /// The nine bits of the mode.
    pub fn mode(&self) -> u32 {
        self.mode_and_flags & 0o777
    }

    /// Will it be removed with the last detach?
    pub fn is_marked(&self) -> bool {
        self.mode_and_flags & MARKED != 0
    }
}

/// With the words of `ipcs -m`.
impl Display for SegmentRow {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            key,
            id,
            size,
            attached,
            ..
        } = self;
        write!(out, "segment key={key:#010x} shmid={id} ")?;
        write!(
            out,
            "mode={:04o} bytes={size} nattch={attached}",
            self.mode()
        )?;
        out.write_str(if self.is_marked() { " dest" } else { "" })
    }
}

/// A line of `/proc/sysvipc/sem`.
#[derive(Debug, Clone)]
pub struct SemaphoreRow {
    /// 0 for `IPC_PRIVATE`.
    pub key: i32,
    /// The set's id.
    pub id: i32,
    /// The nine bits of the mode.
    pub mode: u32,
    /// Semaphores in the set.
    pub count: u64,
    /// The owner.
    pub uid: u32,
    /// The group of who created it. Nobody can change it.
    pub creator_gid: u32,
}

/// With the words of `ipcs -s`.
impl Display for SemaphoreRow {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            key,
            id,
            mode,
            count,
            ..
        } = self;
        write!(
            out,
            "semaphore set key={key:#010x} semid={id} mode={mode:04o} nsems={count}"
        )
    }
}

/// A line of `/proc/sysvipc/msg`.
#[derive(Debug, Clone)]
pub struct QueueRow {
    /// The queue's id.
    pub id: i32,
    /// The owner.
    pub uid: u32,
    /// The group of who created it. Nobody can change it.
    pub creator_gid: u32,
    /// Who sent last and who received last; 0 for nobody yet.
    pub users: [Pid; 2],
}

/// All segments that this IPC namespace has.
///
/// # Errors
///
/// `ENOENT` without System V IPC or without a `/proc`; [`io::ErrorKind::InvalidData`] for a
/// table that has other columns.
pub fn segments() -> io::Result<Vec<SegmentRow>> {
    rows("/proc/sysvipc/shm", 1, |line| {
        let fields: Vec<&[u8]> = words(line).collect();
        let field = |index: usize| fields.get(index).copied();
        Some(SegmentRow {
            key: number(field(0)?)?,
            id: number(field(1)?)?,
            mode_and_flags: octal(field(2)?)?,
            size: number(field(3)?)?,
            creator: Pid::from_raw(number(field(4)?)?),
            attached: number(field(6)?)?,
            uid: number(field(7)?)?,
            creator_gid: number(field(10)?)?,
            touched: number::<u64>(field(14)?)?.checked_add(number(field(15)?)?)?,
        })
    })
}

/// The segment that has this id now.
///
/// # Errors
///
/// As of [`segments`].
pub fn segment(id: i32) -> io::Result<Option<SegmentRow>> {
    Ok(segments()?.into_iter().find(|row| row.id == id))
}

/// The segment that has this key now. One that is marked for removal has none any more.
///
/// # Errors
///
/// As of [`segments`].
pub fn segment_with_key(key: i32) -> io::Result<Option<SegmentRow>> {
    Ok(segments()?.into_iter().find(|row| row.key == key))
}

/// All semaphore sets that this IPC namespace has.
///
/// # Errors
///
/// As of [`segments`].
pub fn semaphore_sets() -> io::Result<Vec<SemaphoreRow>> {
    rows("/proc/sysvipc/sem", 1, |line| {
        let mut fields = words(line);
        Some(SemaphoreRow {
            key: number(fields.next()?)?,
            id: number(fields.next()?)?,
            mode: octal(fields.next()?)?,
            count: number(fields.next()?)?,
            uid: number(fields.next()?)?,
            creator_gid: number(fields.nth(2)?)?,
        })
    })
}

/// All message queues that this IPC namespace has.
///
/// # Errors
///
/// As of [`segments`].
pub fn message_queues() -> io::Result<Vec<QueueRow>> {
    rows("/proc/sysvipc/msg", 1, |line| {
        let fields: Vec<&[u8]> = words(line).collect();
        let field = |index: usize| fields.get(index).copied();
        let pid = |index| Some(Pid::from_raw(number(field(index)?)?));
        Some(QueueRow {
            id: number(field(1)?)?,
            users: [pid(5)?, pid(6)?],
            uid: number(field(7)?)?,
            creator_gid: number(field(10)?)?,
        })
    })
}
