//! Two pipes, one for each direction, inherited from the parent as a shell does it.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsRawFd, OwnedFd};

use nix::fcntl::{FcntlArg, fcntl};
use nix::unistd::pipe;
use shm_workbook::lesson::{Lesson, Result, parse};

use super::{End, Mechanism, Prepared, Side};
use crate::failures::{failed, io};

pub const MECHANISM: Mechanism = Mechanism {
    name: "pipe",
    copies: "2, by the kernel",
    needs: "free file descriptors (ulimit -n)",
    prepare,
    open,
};

/// As large as a process without privileges may make it, usually; see `pipe(7)`.
const CAPACITY: i32 = 1 << 20;

/// Two one-way streams of bytes.
pub struct Streams {
    pub sender: File,
    pub receiver: File,
}

fn prepare() -> Result<Prepared> {
    let mut prepared = Prepared::default();
    for _ in 0..2 {
        let (output, input) = pipe().map_err(failed("pipe"))?;
        enlarge(&input);
        prepared = prepared
            .argument(output.as_raw_fd())
            .argument(input.as_raw_fd());
        prepared = prepared.until_open((output, input));
    }
    Ok(prepared)
}

/// With room for more, there are fewer switches between sender and receiver. If it is refused,
/// the pipe keeps its usual 64 KiB, which is slower and not wrong.
fn enlarge(pipe: &OwnedFd) {
    let _ = fcntl(pipe, FcntlArg::F_SETPIPE_SZ(CAPACITY));
}

fn open(lesson: &mut Lesson, side: Side) -> Result<Box<dyn End>> {
    let mut inherited =
        || -> Result<i32> { parse(&lesson.args.positional().unwrap_or_default()) };
    let to_right = (inherited()?, inherited()?);
    let to_left = (inherited()?, inherited()?);
    let ((_, sender), (receiver, _)) = match side {
        Side::Left => (to_right, to_left),
        Side::Right => (to_left, to_right),
    };
    // A number is no file in safe Rust; but each process can open what it has by this path.
    let path = |number: i32| format!("/proc/self/fd/{number}");
    let sender = File::options().write(true).open(path(sender));
    Ok(Box::new(Streams {
        sender: sender.map_err(io("open the pipe for writing"))?,
        receiver: File::open(path(receiver)).map_err(io("open the pipe for reading"))?,
    }))
}

impl End for Streams {
    fn send(&mut self, message: &[u8]) -> Result {
        self.sender.write_all(message).map_err(io("write"))
    }

    fn receive(&mut self, message: &mut [u8]) -> Result {
        self.receiver.read_exact(message).map_err(io("read"))
    }
}
