//! A new folder that an archive is unpacked into, and how much it may hold. As nothing but regular files
//! and folders is ever made in it, no name inside of it can lead out.

use std::fs::{self, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Component, Path, PathBuf};

pub const MOST_BYTES: u64 = 64 << 20;
pub const MOST_ENTRIES: u64 = 2000;
/// Folders inside folders.
const DEEPEST: usize = 20;

#[derive(Debug)]
pub struct Room {
    root: PathBuf,
    bytes: u64,
    entries: u64,
}

impl Room {
    pub fn new(root: &Path) -> Result<Self, String> {
        fs::create_dir_all(root).map_err(|error| error.to_string())?;
        Ok(Self {
            root: root.to_path_buf(),
            bytes: MOST_BYTES,
            entries: MOST_ENTRIES,
        })
    }

    pub fn folder(&mut self, name: &Path) -> Result<(), String> {
        let place = self.enter(name)?;
        fs::create_dir_all(place).map_err(|error| format!("{name:?}: {error}"))
    }

    /// Its size is what comes, not what was announced.
    pub fn file(
        &mut self,
        name: &Path,
        mode: u32,
        content: &mut dyn Read,
    ) -> Result<(), String> {
        let explain = |error: io::Error| format!("{name:?}: {error}");
        let place = self.enter(name)?;
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(explain)?;
        }
        let mode = if mode & 0o111 == 0 { 0o600 } else { 0o700 };
        // The second one of a name would take the first one's place.
        let mut new = OpenOptions::new();
        let file = new.write(true).create_new(true).mode(mode).open(place);
        let limited = &mut content.take(self.bytes + 1);
        let copied = io::copy(limited, &mut file.map_err(explain)?).map_err(explain)?;
        self.bytes = self
            .bytes
            .checked_sub(copied)
            .ok_or_else(|| format!("unpacked it has more than {MOST_BYTES} bytes"))?;
        Ok(())
    }

    fn enter(&mut self, name: &Path) -> Result<PathBuf, String> {
        let left = self.entries.checked_sub(1);
        self.entries =
            left.ok_or_else(|| format!("it has more than {MOST_ENTRIES} entries"))?;
        let mut place = self.root.clone();
        let mut depth = 0;
        for part in name.components() {
            match part {
                Component::Normal(part) => place.push(part),
                Component::CurDir => {}
                _ => return Err(format!("{name:?} leads out of the archive")),
            }
            depth += 1;
        }
        if depth > DEEPEST {
            return Err(format!("{name:?} is more than {DEEPEST} folders deep"));
        }
        Ok(place)
    }
}
