//! What the kernel says: the tables under /proc/sysvipc and the mappings of a process.

use std::fs;

use nix::unistd::Pid;

/// `SHM_DEST` of `<sys/shm.h>`: marked for removal.
const MARKED: u32 = 0o1000;

/// A line of /proc/sysvipc/shm.
#[derive(Debug, Clone)]
pub struct SegmentRow {
    pub key: i32,
    pub id: i32,
    mode_and_flags: u32,
    pub size: u64,
    pub creator_pid: i32,
    pub attached: u64,
    pub uid: u32,
    /// Bytes of memory that somebody has touched, in RAM or swapped out.
    pub touched: u64,
}

impl SegmentRow {
    pub fn mode(&self) -> u32 {
        self.mode_and_flags & 0o777
    }

    pub fn is_marked(&self) -> bool {
        self.mode_and_flags & MARKED != 0
    }

    /// As `ipcs -m` would print it.
    pub fn show(&self) -> String {
        let status = if self.is_marked() { " dest" } else { "" };
        format!(
            "segment key={:#010x} shmid={} mode={:04o} bytes={} nattch={}{status}",
            self.key,
            self.id,
            self.mode(),
            self.size,
            self.attached
        )
    }
}

/// A line of /proc/sysvipc/sem.
#[derive(Debug, Clone)]
pub struct SemaphoreRow {
    pub key: i32,
    pub id: i32,
    pub mode: u32,
    pub count: u64,
    pub uid: u32,
}

impl SemaphoreRow {
    /// As `ipcs -s` would print it.
    pub fn show(&self) -> String {
        format!(
            "semaphore set key={:#010x} semid={} mode={:04o} nsems={}",
            self.key, self.id, self.mode, self.count
        )
    }
}

/// A line of /proc/sysvipc/msg.
#[derive(Debug, Clone)]
pub struct QueueRow {
    pub id: i32,
    pub uid: u32,
    /// Who sent last and who received last; 0 for nobody yet.
    pub users: [i32; 2],
}

/// All segments that this IPC namespace has.
pub fn segments() -> Vec<SegmentRow> {
    table("/proc/sysvipc/shm", |field| {
        Some(SegmentRow {
            key: field(0)?.parse().ok()?,
            id: field(1)?.parse().ok()?,
            mode_and_flags: u32::from_str_radix(field(2)?, 8).ok()?,
            size: field(3)?.parse().ok()?,
            creator_pid: field(4)?.parse().ok()?,
            attached: field(6)?.parse().ok()?,
            uid: field(7)?.parse().ok()?,
            touched: field(14)?.parse::<u64>().ok()? + field(15)?.parse::<u64>().ok()?,
        })
    })
}

/// All semaphore sets that this IPC namespace has.
pub fn semaphores() -> Vec<SemaphoreRow> {
    table("/proc/sysvipc/sem", |field| {
        Some(SemaphoreRow {
            key: field(0)?.parse().ok()?,
            id: field(1)?.parse().ok()?,
            mode: u32::from_str_radix(field(2)?, 8).ok()?,
            count: field(3)?.parse().ok()?,
            uid: field(4)?.parse().ok()?,
        })
    })
}

pub fn message_queues() -> Vec<QueueRow> {
    table("/proc/sysvipc/msg", |field| {
        Some(QueueRow {
            id: field(1)?.parse().ok()?,
            users: [field(5)?.parse().ok()?, field(6)?.parse().ok()?],
            uid: field(7)?.parse().ok()?,
        })
    })
}

pub fn segment(id: i32) -> Option<SegmentRow> {
    segments().into_iter().find(|row| row.id == id)
}

/// A marked segment has lost its key, so no row is found for it.
pub fn segment_with_key(key: i32) -> Option<SegmentRow> {
    segments().into_iter().find(|row| row.key == key)
}

type Fields<'a> = dyn Fn(usize) -> Option<&'a str> + 'a;

fn table<R>(path: &str, row: impl Fn(&Fields<'_>) -> Option<R>) -> Vec<R> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let parse = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        row(&|index| fields.get(index).copied())
    };
    text.lines().skip(1).filter_map(parse).collect()
}

/// A segment's place in a process: a line of /proc/PID/maps.
#[derive(Debug, Clone)]
pub struct Mapping {
    pub start: u64,
    /// Such as `r--s`.
    pub access: String,
    /// The inode column of a System V mapping is the segment's id.
    pub id: i32,
    /// The key it had when it was attached, eight hex digits after `/SYSV`.
    pub key: i32,
    pub line: String,
}

/// The segments that a process has attached.
pub fn mappings(pid: Pid) -> Vec<Mapping> {
    let text = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap_or_default();
    text.lines().filter_map(mapping).collect()
}

fn mapping(line: &str) -> Option<Mapping> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let key = fields.get(5)?.strip_prefix("/SYSV")?;
    Some(Mapping {
        start: u64::from_str_radix(fields[0].split('-').next()?, 16).ok()?,
        access: fields[1].to_string(),
        id: fields[4].parse().ok()?,
        key: u32::from_str_radix(key, 16).ok()? as i32,
        line: fields.join(" "),
    })
}
