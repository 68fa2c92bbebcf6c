//! Unix datagram sockets: they keep the boundaries of messages, up to the size of their buffer.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

use shm_workbook::lesson::{Failure, Lesson, Result, fresh_key};

use super::{End, Mechanism, Side, exchange, nothing};
use crate::failures::io;

pub const MECHANISM: Mechanism = Mechanism {
    name: "Unix datagrams",
    copies: "2, by the kernel",
    needs: "Unix domain sockets, which a sandbox may forbid",
    prepare: nothing,
    open,
};

/// A datagram has to fit into the sender's buffer, 208 KiB by default (`net.core.wmem_default`).
/// What is larger than this goes in pieces.
const PIECE: usize = 64 * 1024;

fn open(lesson: &mut Lesson, _: Side) -> Result<Box<dyn End>> {
    let address =
        |name: &str| SocketAddr::from_abstract_name(name).map_err(io("name a socket"));
    let mine = format!("chapter9-{}-{}", std::process::id(), fresh_key());
    let socket = UnixDatagram::bind_addr(&address(&mine)?).map_err(io("bind"))?;
    let theirs = exchange(lesson, mine)?;
    socket
        .connect_addr(&address(&theirs)?)
        .map_err(io("connect"))?;
    // Connected to the peer, it takes datagrams from nobody else.
    Ok(Box::new(socket))
}

impl End for UnixDatagram {
    fn send(&mut self, message: &[u8]) -> Result {
        for piece in message.chunks(PIECE) {
            UnixDatagram::send(self, piece).map_err(io("send"))?;
        }
        Ok(())
    }

    fn receive(&mut self, message: &mut [u8]) -> Result {
        for piece in message.chunks_mut(PIECE) {
            let size = self.recv(piece).map_err(io("recv"))?;
            if size != piece.len() {
                return Err(Failure::Other {
                    what: format!(
                        "a datagram of {size} instead of {} bytes",
                        piece.len()
                    ),
                    help: "somebody else has sent to this socket; run it again".into(),
                });
            }
        }
        Ok(())
    }
}
