//! Four streams of bytes: two pipes, two FIFOs, a Unix socket, a TCP connection.

use std::fs::{self, DirBuilder, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::path::PathBuf;

use nix::fcntl::{FcntlArg, fcntl};
use nix::sys::stat::Mode;
use nix::unistd::{mkfifo, pipe};
use shm_workbook::lesson::{Lesson, Result, parse};

use super::ends::{End, Mechanism, Prepared, Side, exchange, fresh_name, nothing, two};
use crate::failures::{failed, io};

pub const PIPE: Mechanism = Mechanism {
    name: "pipe",
    copies: "2, by the kernel",
    needs: "free file descriptors (ulimit -n)",
    prepare: make_pipes,
    open: open_files,
};

pub const FIFO: Mechanism = Mechanism {
    name: "FIFO",
    copies: "2, by the kernel",
    needs: "a directory that may be written to and allows FIFOs: set TMPDIR",
    prepare: make_fifos,
    open: open_files,
};

pub const UNIX: Mechanism = Mechanism {
    name: "Unix stream",
    copies: "2, by the kernel",
    needs: "Unix domain sockets, which a sandbox may forbid",
    prepare: nothing,
    open: |lesson, side| Ok(Box::new(connect(lesson, side)?)),
};

pub const TCP: Mechanism = Mechanism {
    name: "TCP loopback",
    copies: "2, by the kernel",
    needs: "a loopback interface that is up: ip link set lo up",
    prepare: nothing,
    open: open_tcp,
};

/// Sockets go both ways, and so does a pair of files.
impl<T: Read + Write> End for T {
    fn send(&mut self, message: &[u8]) -> Result {
        self.write_all(message).map_err(io("write"))
    }

    fn receive(&mut self, message: &mut [u8]) -> Result {
        self.read_exact(message).map_err(io("read"))
    }
}

struct Pair {
    sender: File,
    receiver: File,
}

impl Write for Pair {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.sender.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.sender.flush()
    }
}

impl Read for Pair {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        self.receiver.read(bytes)
    }
}

/// Pipes are inherited, as from a shell. A number is no file in safe Rust; but each process can open
/// what it has by this path.
fn make_pipes() -> Result<Prepared> {
    let mut prepared = Prepared::default();
    for _ in 0..2 {
        let (output, input) = pipe().map_err(failed("pipe"))?;
        for end in [&input, &output] {
            prepared = prepared.argument(format!("/proc/self/fd/{}", end.as_raw_fd()));
        }
        prepared = prepared.until_open((output, input));
    }
    Ok(prepared)
}

/// A directory of our own with FIFOs in it, removed on drop.
struct Directory(PathBuf);

const NAMES: [&str; 2] = ["to-right", "to-left"];

impl Drop for Directory {
    fn drop(&mut self) {
        for name in NAMES {
            let _ = fs::remove_file(self.0.join(name));
        }
        let _ = fs::remove_dir(&self.0);
    }
}

fn make_fifos() -> Result<Prepared> {
    let path = std::env::temp_dir().join(fresh_name());
    // It fails if it is there already, a symbolic link included.
    let made = DirBuilder::new().mode(0o700).create(&path);
    made.map_err(io("create a directory for FIFOs"))?;
    let directory = Directory(path);
    let mut prepared = Prepared::default();
    for name in NAMES {
        let path = directory.0.join(name);
        mkfifo(&path, Mode::S_IRUSR | Mode::S_IWUSR).map_err(failed("mkfifo"))?;
        let path = path.display();
        prepared = prepared.argument(&path).argument(&path);
    }
    // Once both ends are open, nobody needs the names.
    Ok(prepared.until_open(directory))
}

/// Of each direction there is a path to write to, and one to read from.
fn open_files(lesson: &mut Lesson, side: Side) -> Result<Box<dyn End>> {
    let (to_right, to_left) = (two::<String>(lesson)?, two::<String>(lesson)?);
    let write = |path: String| -> Result<File> {
        let file = File::options().write(true).open(path);
        let file = file.map_err(io("open it for writing"))?;
        // With room for more, there are fewer switches between sender and receiver: as large as a
        // process without privileges may make it, usually; see `pipe(7)`. If it is refused, the pipe
        // keeps its usual 64 KiB, which is slower and not wrong.
        let _ = fcntl(&file, FcntlArg::F_SETPIPE_SZ(1 << 20));
        Ok(file)
    };
    let read = |path: String| File::open(path).map_err(io("open it for reading"));
    // Opening a FIFO waits for the other end, so both open them in the same order.
    Ok(Box::new(match side {
        Side::Left => Pair {
            sender: write(to_right.0)?,
            receiver: read(to_left.1)?,
        },
        Side::Right => {
            let receiver = read(to_right.1)?;
            let sender = write(to_left.0)?;
            Pair { sender, receiver }
        }
    }))
}

/// The left end listens at a name and tells it, the right end connects. The name is abstract: it is
/// in no directory and goes with the socket.
pub fn connect(lesson: &Lesson, side: Side) -> Result<UnixStream> {
    let address =
        |name: &str| SocketAddr::from_abstract_name(name).map_err(io("name a socket"));
    match side {
        Side::Left => {
            let name = fresh_name();
            let listener = UnixListener::bind_addr(&address(&name)?);
            let listener = listener.map_err(io("bind"))?;
            exchange(lesson, name)?;
            Ok(listener.accept().map_err(io("accept"))?.0)
        }
        Side::Right => {
            let name = exchange(lesson, "")?;
            UnixStream::connect_addr(&address(&name)?).map_err(io("connect"))
        }
    }
}

fn open_tcp(lesson: &mut Lesson, side: Side) -> Result<Box<dyn End>> {
    let stream = match side {
        Side::Left => {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
            let listener = listener.map_err(io("bind"))?;
            let address = listener.local_addr().map_err(io("getsockname"))?;
            exchange(lesson, address.port())?;
            // Any user of the machine could come first; then the check of the messages fails.
            listener.accept().map_err(io("accept"))?.0
        }
        Side::Right => {
            let port: u16 = parse(&exchange(lesson, "")?)?;
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(io("connect"))?
        }
    };
    // A short message must not wait for company.
    stream.set_nodelay(true).map_err(io("TCP_NODELAY"))?;
    Ok(Box::new(stream))
}
