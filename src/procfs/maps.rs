//! `/proc/PID/maps`: what a process has mapped, a line each.
//!
//! An attached segment shows as a file called `/SYSV` and its key in eight hexadecimal digits,
//! always "(deleted)": `shmat` maps a file of a file system that nobody can see.

use std::fmt::{self, Display, Formatter};
use std::io;
use std::str;

use nix::unistd::Pid;

use super::text::{hexadecimal, number, rows};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The first address.
    pub start: u64,
    /// The first address behind it.
    pub end: u64,
    /// Such as `r--s`: read, write, execute; `s` for shared, `p` for private.
    pub access: String,
    /// Where in the file it begins, in bytes.
    pub offset: u64,
    /// Major and minor number of the file system's device.
    pub device: (u64, u64),
    /// The file's number. Of a segment it is the id.
    pub inode: u64,
    /// The file, or a note such as `[heap]`; any bytes but a newline, which is written `\012`.
    pub path: Vec<u8>,
}

/// What a mapping says about the segment that it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attached {
    /// The segment's id.
    pub id: i32,
    /// The key that it was created with; it stays here after the segment was marked.
    pub key: i32,
}

impl Mapping {
    /// The segment that is attached here, if this is one.
    pub fn segment(&self) -> Option<Attached> {
        let digits = self.path.strip_prefix(b"/SYSV")?.get(..8)?;
        Some(Attached {
            id: i32::try_from(self.inode).ok()?,
            // All 32 bits, also those of a negative key.
            key: u32::try_from(hexadecimal(digits)?).ok()? as i32,
        })
    }
}

/// The line, with one space where the kernel pads the path to a column.
impl Display for Mapping {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let (major, minor) = self.device;
        write!(out, "{:08x}-{:08x} {} ", self.start, self.end, self.access)?;
        write!(
            out,
            "{:08x} {major:02x}:{minor:02x} {}",
            self.offset, self.inode
        )?;
        if self.path.is_empty() {
            return Ok(());
        }
        write!(out, " {}", String::from_utf8_lossy(&self.path))
    }
}

/// What this process has mapped.
///
/// # Errors
///
/// `ENOENT` without a `/proc`; [`io::ErrorKind::InvalidData`] for a line of another form.
pub fn own() -> io::Result<Vec<Mapping>> {
    rows("/proc/self/maps", 0, mapping)
}

/// What another process has mapped. One that has ended and is not waited for yet has nothing.
///
/// # Errors
///
/// As of [`own`]; `ENOENT` or `ESRCH` if there is no such process (any more), `EACCES` if it is
/// somebody else's.
pub fn of(pid: Pid) -> io::Result<Vec<Mapping>> {
    rows(&format!("/proc/{pid}/maps"), 0, mapping)
}

fn mapping(line: &[u8]) -> Option<Mapping> {
    // The path may hold spaces, so only what is before it is split.
    let mut fields = line.splitn(6, |byte| *byte == b' ');
    let (start, end) = pair(fields.next()?, b'-')?;
    let access = str::from_utf8(fields.next()?).ok()?.to_owned();
    Some(Mapping {
        start,
        end,
        access,
        offset: hexadecimal(fields.next()?)?,
        device: pair(fields.next()?, b':')?,
        inode: number(fields.next()?)?,
        path: fields
            .next()
            .unwrap_or_default()
            .trim_ascii_start()
            .to_vec(),
    })
}

/// Two hexadecimal numbers with a sign between them.
fn pair(word: &[u8], sign: u8) -> Option<(u64, u64)> {
    let mut parts = word.splitn(2, |byte| *byte == sign);
    Some((hexadecimal(parts.next()?)?, hexadecimal(parts.next()?)?))
}
