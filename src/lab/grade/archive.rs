//! A student's zip or tar.gz, unpacked. Whoever wrote it may mean harm: what is in it is counted as it
//! comes, whatever the archive says of itself, and `Room` is all that it gets.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use tar::EntryType;
use zip::ZipArchive;

use super::room::{MOST_BYTES, MOST_ENTRIES, Room};

/// Larger ones are not even opened: a list of contents is read into memory as a whole.
const LARGEST: u64 = 64 << 20;

/// A block of tar: before each entry there is one, after each up to one more, and some for long names.
const BLOCKS: u64 = 512 * 8;

/// The format, by the end of the name.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Zip,
    TarGz,
}

/// The name without its end, and the format.
pub fn recognize(name: &OsStr) -> Option<(String, Kind)> {
    let name = name.to_string_lossy();
    let small = name.to_ascii_lowercase();
    let ends = [
        (".zip", Kind::Zip),
        (".tar.gz", Kind::TarGz),
        (".tgz", Kind::TarGz),
    ];
    let (end, kind) = ends.into_iter().find(|(end, _)| small.ends_with(end))?;
    Some((name[..name.len() - end.len()].to_string(), kind))
}

/// Whole, or not at all: then the error says why.
pub fn unpack(archive: &Path, kind: Kind, into: &Path) -> Result<(), String> {
    // What an earlier grading has left there.
    match fs::remove_dir_all(into) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error.to_string());
        }
        _ => {}
    }
    let unpacked = from_file(archive, kind, into);
    if unpacked.is_err() {
        let _ = fs::remove_dir_all(into);
    }
    unpacked
}

fn from_file(archive: &Path, kind: Kind, into: &Path) -> Result<(), String> {
    let file = File::open(archive).map_err(|error| error.to_string())?;
    let size = file.metadata().map_err(|error| error.to_string())?.len();
    if size > LARGEST {
        return Err(format!("the archive has more than {LARGEST} bytes"));
    }
    let room = Room::new(into)?;
    match kind {
        Kind::Zip => zip(file, room),
        Kind::TarGz => tar_gz(file, room),
    }
}

fn zip(file: File, mut room: Room) -> Result<(), String> {
    let broken = |error: zip::result::ZipError| format!("no whole zip: {error}");
    let mut archive = ZipArchive::new(file).map_err(broken)?;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(broken)?;
        let name = entry.name().to_string();
        let mode = entry.unix_mode().unwrap_or(0o600);
        match mode & libc::S_IFMT {
            _ if entry.is_dir() => room.folder(Path::new(&name))?,
            0 | libc::S_IFREG => room.file(Path::new(&name), mode, &mut entry)?,
            _ => return Err(format!("{name:?} is neither a file nor a folder")),
        }
    }
    Ok(())
}

fn tar_gz(file: File, mut room: Room) -> Result<(), String> {
    let broken = |error: io::Error| format!("no whole tar.gz: {error}");
    // Also what is skipped is unpacked, and a name may be as long as a file.
    let most = MOST_BYTES + MOST_ENTRIES * BLOCKS;
    let mut archive = tar::Archive::new(MultiGzDecoder::new(file).take(most));
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let name = entry.path().map_err(broken)?.into_owned();
        let mode = entry.header().mode().unwrap_or(0o600);
        match entry.header().entry_type() {
            EntryType::Regular => room.file(&name, mode, &mut entry)?,
            EntryType::Directory => room.folder(&name)?,
            // `git archive` writes down here which commit it is.
            EntryType::XGlobalHeader => {}
            _ => return Err(format!("{name:?} is neither a file nor a folder")),
        }
    }
    Ok(())
}
