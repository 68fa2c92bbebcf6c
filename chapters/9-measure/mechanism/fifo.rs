//! Two FIFOs: pipes that are found by a name in the file system.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use nix::fcntl::{FcntlArg, fcntl};
use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use shm_workbook::lesson::{Lesson, Result, fresh_key};

use super::pipe::Streams;
use super::{End, Mechanism, Prepared, Side};
use crate::failures::{failed, io};

pub const MECHANISM: Mechanism = Mechanism {
    name: "FIFO",
    copies: "2, by the kernel",
    needs: "a directory that may be written to and allows FIFOs: set TMPDIR",
    prepare,
    open,
};

const NAMES: [&str; 2] = ["to-right", "to-left"];

/// A directory of our own with the FIFOs in it, removed on drop.
struct Directory(PathBuf);

impl Directory {
    fn create() -> Result<Directory> {
        let name = format!("chapter9-{}-{}", std::process::id(), fresh_key());
        let path = std::env::temp_dir().join(name);
        // It fails if it is there already, a symbolic link included.
        let made = DirBuilder::new().mode(0o700).create(&path);
        made.map_err(io("create a directory for FIFOs"))?;
        Ok(Directory(path))
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        for name in NAMES {
            let _ = fs::remove_file(self.0.join(name));
        }
        let _ = fs::remove_dir(&self.0);
    }
}

fn prepare() -> Result<Prepared> {
    let directory = Directory::create()?;
    for name in NAMES {
        mkfifo(&directory.0.join(name), Mode::S_IRUSR | Mode::S_IWUSR)
            .map_err(failed("mkfifo"))?;
    }
    let path = directory.0.display().to_string();
    // Once both ends are open, nobody needs the names.
    Ok(Prepared::default().argument(path).until_open(directory))
}

fn open(lesson: &mut Lesson, side: Side) -> Result<Box<dyn End>> {
    let directory = lesson.args.positional().unwrap_or_default();
    let open = |name: &str, write: bool| {
        let path = Path::new(&directory).join(name);
        File::options()
            .write(write)
            .read(!write)
            .open(path)
            .map_err(io("open the FIFO"))
    };
    // Opening waits for the other end, so both open them in the same order.
    let (sender, receiver) = match side {
        Side::Left => (open(NAMES[0], true)?, open(NAMES[1], false)?),
        Side::Right => {
            let receiver = open(NAMES[0], false)?;
            (open(NAMES[1], true)?, receiver)
        }
    };
    // As for a pipe; see there.
    let _ = fcntl(&sender, FcntlArg::F_SETPIPE_SZ(1 << 20));
    Ok(Box::new(Streams { sender, receiver }))
}
