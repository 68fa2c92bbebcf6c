//! What the kernel says: `/proc/sysvipc/shm` and `/proc/self/maps`, both of `proc(5)`.

use std::fs;

use super::signals::errno;
use super::{Failure, Result};
use crate::sysv::key::Key;
use crate::sysv::shm::segment::Segment;

const HEADER: [&str; 7] = ["key", "id", "size", "mode", "nattch", "creator", "status"];

/// Rows as `ipcs -m` prints them. The table shows what every process may see, so that it needs no
/// call of the chapter and no permission.
pub(super) fn table(segments: &[Segment]) -> Result<String> {
    let text = read("/proc/sysvipc/shm")?;
    let mut rows = vec![HEADER.map(String::from)];
    for segment in segments {
        let id = segment.to_string();
        let line = text
            .lines()
            .skip(1)
            .find(|line| line.split_whitespace().nth(1) == Some(&id));
        rows.push(line.and_then(row).unwrap_or_else(|| gone(id)));
    }
    Ok(align(&rows))
}

/// The segment that has this key now.
pub(super) fn find(key: Key) -> Result<Segment> {
    let text = read("/proc/sysvipc/shm")?;
    let mut rows = text.lines().map(str::split_whitespace);
    let id = rows.find_map(|mut row| {
        let found = row.next()?.parse() == Ok(key.number());
        row.next().filter(|_| found)?.parse().ok()
    });
    id.ok_or_else(|| Failure::Other {
        what: format!("no segment has the key {key}"),
        help: "somebody has removed it; see what is there: ipcs -m".into(),
    })
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
    let text = read("/proc/sysvipc/shm")?;
    let row = |line: &str| {
        let mut fields = line.split_whitespace();
        let segment = fields.nth(1)?.parse().ok()?;
        Some((segment, fields.nth(2)?.parse().ok()?))
    };
    Ok(text.lines().filter_map(row).collect())
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
        help: "switch that off, sudo sysctl kernel.shm_rmid_forced=0; or work in a shell with an IPC \
               namespace of its own, in which it is off: unshare -r -i"
            .into(),
    })
}

/// One line of the kernel's table, with the key in hexadecimal as in `ipcs`.
fn row(line: &str) -> Option<[String; 7]> {
    let mut fields = line.split_whitespace();
    let key: i32 = fields.next()?.parse().ok()?;
    let id = fields.next()?;
    let perms = u32::from_str_radix(fields.next()?, 8).ok()?;
    let size = fields.next()?;
    let creator = fields.next()?;
    let nattch = fields.nth(1)?;
    let status = if perms & 0o1000 != 0 { "dest" } else { "" };
    let mode = format!("0{:03o}", perms & 0o777);
    let words = [
        &format!("{key:#010x}"),
        id,
        size,
        &mode,
        nattch,
        creator,
        status,
    ];
    Some(words.map(String::from))
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
    let text = read("/proc/self/maps")?;
    let found = text.lines().find_map(|line| {
        let (start, rest) = line.split_once('-')?;
        let (end, _) = rest.split_once(' ')?;
        let start = usize::from_str_radix(start, 16).ok()?;
        let end = usize::from_str_radix(end, 16).ok()?;
        (start == address).then(|| (end - start, squeeze(line)))
    });
    Ok(found
        .unwrap_or_else(|| (0, format!("/proc/self/maps has no line for {address:#x}"))))
}

/// The kernel pads the path to a column; one space is enough here.
fn squeeze(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn read(path: &str) -> Result<String> {
    fs::read_to_string(path).map_err(|error| match errno(&error) {
        // Without System V IPC there is no such file; ENOSYS is what shmget would say.
        _ if error.kind() == std::io::ErrorKind::NotFound && path.contains("sysvipc") => {
            Failure::Other {
                what: format!("{path} is not there"),
                help: "mount /proc, or use a kernel with System V IPC".into(),
            }
        }
        errno => Failure::Io {
            what: format!("read {path}"),
            errno,
        },
    })
}
