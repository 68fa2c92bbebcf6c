//! A trial's working folder.

use std::env;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A private, empty folder. It goes when this is dropped, with whatever is in it.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> io::Result<Self> {
        let name = format!("shm-workbook-{:016x}", fastrand::u64(..));
        let path = env::temp_dir().join(name);
        DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // With a namespace, what was written is in memory and gone: the folder is empty.
        if fs::remove_dir(&self.0).is_ok() || fs::remove_dir_all(&self.0).is_ok() {
            return;
        }
        // Folders may be closed to their owner, or nested deeper than a path can be.
        for (program, flags) in [("chmod", "-R"), ("rm", "-rf")] {
            let mut command = Command::new(program);
            command.arg(flags);
            if program == "chmod" {
                command.arg("u+rwX");
            }
            let quiet = command.arg("--").arg(&self.0).stderr(Stdio::null());
            let _ = quiet.status();
        }
    }
}
