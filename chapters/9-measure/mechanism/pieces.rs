//! Three ways that keep the boundaries of messages, up to a largest size. What is larger goes in
//! pieces: Unix datagrams, POSIX queues, System V queues.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

use nix::mqueue::{MQ_OFlag, MqAttr, MqdT, mq_open, mq_receive, mq_send, mq_unlink};
use nix::sys::stat;
use shm_workbook::lesson::{Lesson, Result};
use shm_workbook::others::{Letter, MessageQueue};
use shm_workbook::{Errno, Key, Mode};

use super::ends::{End, Mechanism, Prepared, Side, exchange, fresh_name, nothing, two};
use crate::failures::{disturbed, failed, io};

pub const DATAGRAMS: Mechanism = Mechanism {
    name: "Unix datagrams",
    copies: "2, by the kernel",
    needs: "Unix domain sockets, which a sandbox may forbid",
    prepare: nothing,
    open: open_datagrams,
};

pub const POSIX: Mechanism = Mechanism {
    name: "POSIX queue",
    copies: "2, by the kernel",
    needs: "a kernel with POSIX message queues and room under the limit RLIMIT_MSGQUEUE (ulimit -q)",
    prepare: make_posix,
    open: open_posix,
};

/// Shared memory's own family.
pub const SYSTEM_V: Mechanism = Mechanism {
    name: "System V queue",
    copies: "2, by the kernel, and 2 to put the type before the text",
    needs: "a kernel with System V IPC and a free queue (ipcs -l -q)",
    prepare: make_system_v,
    open: open_system_v,
};

trait Pieces {
    /// The largest piece, in bytes.
    const SIZE: usize;
    fn send_piece(&mut self, piece: &[u8]) -> Result;
    /// How many bytes it had; `piece` is filled if it is as many as expected.
    fn receive_piece(&mut self, piece: &mut [u8]) -> Result<usize>;
}

struct InPieces<T>(T);

impl<T: Pieces> End for InPieces<T> {
    fn send(&mut self, message: &[u8]) -> Result {
        let mut pieces = message.chunks(T::SIZE);
        pieces.try_for_each(|piece| self.0.send_piece(piece))
    }

    fn receive(&mut self, message: &mut [u8]) -> Result {
        for piece in message.chunks_mut(T::SIZE) {
            let (size, expected) = (self.0.receive_piece(piece)?, piece.len());
            if size != expected {
                let what = format!("a message of {size} instead of {expected} bytes");
                return Err(disturbed(what));
            }
        }
        Ok(())
    }
}

/// A datagram has to fit into the sender's buffer, 208 KiB by default (`net.core.wmem_default`).
impl Pieces for UnixDatagram {
    const SIZE: usize = 64 << 10;

    fn send_piece(&mut self, piece: &[u8]) -> Result {
        self.send(piece).map(drop).map_err(io("send"))
    }

    fn receive_piece(&mut self, piece: &mut [u8]) -> Result<usize> {
        self.recv(piece).map_err(io("recv"))
    }
}

fn open_datagrams(lesson: &mut Lesson, _: Side) -> Result<Box<dyn End>> {
    let address =
        |name: &str| SocketAddr::from_abstract_name(name).map_err(io("name a socket"));
    let mine = fresh_name();
    let socket = UnixDatagram::bind_addr(&address(&mine)?).map_err(io("bind"))?;
    let theirs = address(&exchange(lesson, mine)?)?;
    // Connected to the peer, it takes datagrams from nobody else.
    socket.connect_addr(&theirs).map_err(io("connect"))?;
    Ok(Box::new(InPieces(socket)))
}

/// A queue's name, until both ends have opened it.
struct Name(String);

impl Drop for Name {
    fn drop(&mut self) {
        let _ = mq_unlink(self.0.as_str());
    }
}

struct PosixQueues {
    sender: MqdT,
    receiver: MqdT,
    /// The kernel receives only into a buffer with room for the largest message.
    buffer: Vec<u8>,
}

fn make_posix() -> Result<Prepared> {
    let mut prepared = Prepared::default();
    for direction in ["to-right", "to-left"] {
        let name = format!("/{}-{direction}", fresh_name());
        let flags =
            MQ_OFlag::O_CREAT | MQ_OFlag::O_EXCL | MQ_OFlag::O_RDWR | MQ_OFlag::O_CLOEXEC;
        // The longest queue and the largest message without privileges; see `mq_overview(7)`.
        let attributes = MqAttr::new(0, 10, PosixQueues::SIZE as libc::c_long, 0);
        let mode = stat::Mode::S_IRUSR | stat::Mode::S_IWUSR;
        let queue = mq_open(name.as_str(), flags, mode, Some(&attributes));
        let held = (Name(name.clone()), queue.map_err(failed("mq_open"))?);
        prepared = prepared.argument(name).until_open(held);
    }
    Ok(prepared)
}

fn open_posix(lesson: &mut Lesson, side: Side) -> Result<Box<dyn End>> {
    let (sender, receiver) = side.sender_first(two::<String>(lesson)?);
    let open = |name: String, flag| {
        mq_open(name.as_str(), flag, stat::Mode::empty(), None).map_err(failed("mq_open"))
    };
    Ok(Box::new(InPieces(PosixQueues {
        sender: open(sender, MQ_OFlag::O_WRONLY)?,
        receiver: open(receiver, MQ_OFlag::O_RDONLY)?,
        buffer: vec![0; PosixQueues::SIZE],
    })))
}

impl Pieces for PosixQueues {
    const SIZE: usize = 8192;

    fn send_piece(&mut self, piece: &[u8]) -> Result {
        uninterrupted(|| mq_send(&self.sender, piece, 0)).map_err(failed("mq_send"))
    }

    fn receive_piece(&mut self, piece: &mut [u8]) -> Result<usize> {
        let (mut priority, whole) = (0, piece.len() == Self::SIZE);
        let buffer = if whole { &mut *piece } else { &mut self.buffer };
        let size = uninterrupted(|| mq_receive(&self.receiver, buffer, &mut priority))
            .map_err(failed("mq_receive"))?;
        if !whole {
            piece.copy_from_slice(&self.buffer[..piece.len()]);
        }
        Ok(size)
    }
}

/// A stop and continue interrupts the wait, as it does for `semop(2)`.
fn uninterrupted<T>(mut call: impl FnMut() -> nix::Result<T>) -> nix::Result<T> {
    loop {
        match call() {
            Err(Errno::EINTR) => {}
            outcome => return outcome,
        }
    }
}

struct SystemVQueues {
    sender: MessageQueue,
    receiver: MessageQueue,
    letter: Box<Letter>,
}

fn make_system_v() -> Result<Prepared> {
    let mut prepared = Prepared::default();
    for _ in 0..2 {
        let queue = MessageQueue::create(Key::PRIVATE, Mode::OWNER)?.remove_on_drop();
        // A queue is gone at once when it is removed, so it stays until the end.
        prepared = prepared.argument(*queue).until_end(queue);
    }
    Ok(prepared)
}

fn open_system_v(lesson: &mut Lesson, side: Side) -> Result<Box<dyn End>> {
    let (sender, receiver) = side.sender_first(two(lesson)?);
    Ok(Box::new(InPieces(SystemVQueues {
        sender,
        receiver,
        letter: Box::default(),
    })))
}

impl Pieces for SystemVQueues {
    /// 8192 bytes, the usual limit `MSGMAX`.
    const SIZE: usize = Letter::CAPACITY;

    fn send_piece(&mut self, piece: &[u8]) -> Result {
        self.letter.text[..piece.len()].copy_from_slice(piece);
        Ok(self.sender.send(&self.letter, piece.len())?)
    }

    fn receive_piece(&mut self, piece: &mut [u8]) -> Result<usize> {
        let size = self.receiver.receive(&mut self.letter)?;
        piece.copy_from_slice(&self.letter.text[..piece.len()]);
        Ok(size)
    }
}
