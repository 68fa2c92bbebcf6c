//! A Unix stream socket. Its name is abstract: it is in no directory and goes with the socket.

use std::io::{Read, Write};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};

use shm_workbook::lesson::{Lesson, Result, fresh_key};

use super::{End, Mechanism, Side, exchange, nothing};
use crate::failures::io;

pub const MECHANISM: Mechanism = Mechanism {
    name: "Unix stream",
    copies: "2, by the kernel",
    needs: "Unix domain sockets, which a sandbox may forbid",
    prepare: nothing,
    open,
};

fn open(lesson: &mut Lesson, side: Side) -> Result<Box<dyn End>> {
    Ok(Box::new(connect(lesson, side)?))
}

/// The left end listens at a name and tells it, the right end connects.
pub fn connect(lesson: &Lesson, side: Side) -> Result<UnixStream> {
    let address =
        |name: &str| SocketAddr::from_abstract_name(name).map_err(io("name a socket"));
    match side {
        Side::Left => {
            let name = format!("chapter9-{}-{}", std::process::id(), fresh_key());
            let listener =
                UnixListener::bind_addr(&address(&name)?).map_err(io("bind"))?;
            exchange(lesson, name)?;
            Ok(listener.accept().map_err(io("accept"))?.0)
        }
        Side::Right => {
            let name = exchange(lesson, "")?;
            UnixStream::connect_addr(&address(&name)?).map_err(io("connect"))
        }
    }
}

impl End for UnixStream {
    fn send(&mut self, message: &[u8]) -> Result {
        self.write_all(message).map_err(io("write"))
    }

    fn receive(&mut self, message: &mut [u8]) -> Result {
        self.read_exact(message).map_err(io("read"))
    }
}
