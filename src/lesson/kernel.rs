//! What the kernel says: `/proc/sysvipc/shm` and `/proc/self/maps`, both of `proc(5)`.

use std::io;

use super::signals::errno;
use super::{Failure, Result};
use crate::procfs::maps;
use crate::procfs::sysvipc::{self, SegmentRow};
use crate::sysv::key::Key;
use crate::sysv::segment::Segment;

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
            what: format!("no segment has the key {key}"),
            help: "somebody has removed it; see what is there: ipcs -m".into(),
        }),
    }
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
    let found = maps.iter().find(|map| map.start == address as u64);
    Ok(found.map_or_else(
        || (0, format!("/proc/self/maps has no line for {address:#x}")),
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
