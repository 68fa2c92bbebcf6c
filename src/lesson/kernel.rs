//! What the kernel says: `/proc/sysvipc/shm` and `/proc/self/maps`, both of `proc(5)`.

use std::fs;
use std::io;

use super::failure::{Failure, Result};
use super::signals::errno;
use crate::procfs::maps::{self, Mapping};
use crate::procfs::sysvipc::{self, SegmentRow};
use crate::sysv::key::Key;
use crate::sysv::shm::segment::Segment;

const HEADER: [&str; 7] = ["key", "id", "size", "mode", "nattch", "creator", "status"];

/// Rows as `ipcs -m` prints them. The table shows what every process may see, so that it needs no
/// call of the chapter and no permission.
pub(super) fn table(segments: &[Segment]) -> Result<String> {
    let found = sysvipc::segments().map_err(no_table)?;
    let mut rows = vec![HEADER.map(String::from)];
    for segment in segments {
        let known = found.iter().find(|row| row.id == segment.id());
        rows.push(known.map_or_else(|| gone(segment.to_string()), row));
    }
    Ok(align(&rows))
}

/// The segment that has this key now.
pub(super) fn find(key: Key) -> Result<Segment> {
    let found = sysvipc::segment_with_key(key.number()).map_err(no_table)?;
    match found {
        Some(row) => Ok(Segment::from_id(row.id)),
        None => Err(Failure::Other {
            what: format!("no segment has the key {key} ({})", key.number()),
            help: "somebody has removed it; see what is there: `ipcs -m`".into(),
        }),
    }
}

/// All that there are now.
pub(super) fn segments() -> Result<Vec<Segment>> {
    Ok(with_creator()?
        .into_iter()
        .map(|(segment, _)| segment)
        .collect())
}

/// Removes the segments that this process has created, and that were not there before. Whatever
/// cannot be removed comes up in `undone`.
pub(super) fn remove_new(there: &[Segment], creator: u32) {
    let now = with_creator().unwrap_or_default();
    let new = now
        .into_iter()
        .filter(|(segment, by)| *by == creator && !there.contains(segment));
    new.for_each(|(segment, _)| drop(segment.remove_on_drop()));
}

fn with_creator() -> Result<Vec<(Segment, u32)>> {
    let rows = sysvipc::segments().map_err(no_table)?;
    let created =
        |row: &SegmentRow| (Segment::from_id(row.id), row.creator.as_raw() as u32);
    Ok(rows.iter().map(created).collect())
}

/// A kernel may destroy each segment with its last attachment (`proc(5)`): then what a chapter says of
/// segments is not true here.
pub(super) fn expect_segments_to_stay() -> Result {
    // A file that is not there is no such setting.
    let set = fs::read_to_string("/proc/sys/kernel/shm_rmid_forced").unwrap_or_default();
    if set.trim() != "1" {
        return Ok(());
    }
    Err(Failure::Other {
        what: "kernel.shm_rmid_forced is 1: a segment is destroyed as soon as nobody is attached to it"
            .into(),
        help: "switch that off:\n`sudo sysctl kernel.shm_rmid_forced=0`\nor work in a shell with an IPC \
               namespace of its own, in which it is off:\n`unshare -r -i`"
            .into(),
    })
}

/// One line of the kernel's table, with the key in hexadecimal as in `ipcs`.
fn row(row: &SegmentRow) -> [String; 7] {
    let status = if row.is_marked() { "dest" } else { "" };
    [
        format!("{:#010x}", row.key),
        row.id.to_string(),
        row.size.to_string(),
        format!("0{:03o}", row.mode()),
        row.attached.to_string(),
        row.creator.to_string(),
        status.to_owned(),
    ]
}

fn gone(id: String) -> [String; 7] {
    let dash = || String::from("-");
    [
        dash(),
        id,
        dash(),
        dash(),
        dash(),
        dash(),
        String::from("gone"),
    ]
}

fn align(rows: &[[String; 7]]) -> String {
    let width =
        |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: [usize; 7] = std::array::from_fn(width);
    let line = |row: &[String; 7]| {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The size of the mapping that begins at the address, and its line.
pub(super) fn mapping(address: usize) -> Result<(usize, String)> {
    let maps = maps::own().map_err(|error| unreadable("/proc/self/maps", &error))?;
    // Something else may have been put there in between: musl soon uses the place again.
    let is_it = |map: &&Mapping| map.start == address as u64 && map.segment().is_some();
    let found = maps.iter().find(is_it);
    Ok(found.map_or_else(
        || (0, format!("/proc/self/maps has no segment at {address:#x}")),
        |map| (map.end.saturating_sub(map.start) as usize, map.to_string()),
    ))
}

fn no_table(error: io::Error) -> Failure {
    const TABLE: &str = "/proc/sysvipc/shm";
    // Without System V IPC there is no such file; ENOSYS is what shmget would say.
    if error.kind() == io::ErrorKind::NotFound {
        return Failure::Other {
            what: format!("{TABLE} is not there"),
            help: "mount /proc, or use a kernel with System V IPC".into(),
        };
    }
    unreadable(TABLE, &error)
}

fn unreadable(path: &str, error: &io::Error) -> Failure {
    Failure::Io {
        what: format!("read {path}"),
        errno: errno(error),
    }
}
