//! Two POSIX message queues, one for each direction.

use nix::mqueue::{MQ_OFlag, MqAttr, MqdT, mq_open, mq_receive, mq_send, mq_unlink};
use nix::sys::stat::Mode;
use shm_workbook::Errno;
use shm_workbook::lesson::{Failure, Lesson, Result, fresh_key};

use super::{End, Mechanism, Prepared, Side};
use crate::failures::failed;

pub const MECHANISM: Mechanism = Mechanism {
    name: "POSIX queue",
    copies: "2, by the kernel",
    needs: "a kernel with POSIX message queues and room under the limit RLIMIT_MSGQUEUE (ulimit -q)",
    prepare,
    open,
};

/// The largest message and the longest queue that are allowed without privileges; see
/// `mq_overview(7)`. What is larger goes in pieces.
const PIECE: usize = 8192;
const PLACES: i64 = 10;

/// A queue's name, until both ends have opened it.
struct Name(String);

impl Drop for Name {
    fn drop(&mut self) {
        let _ = mq_unlink(self.0.as_str());
    }
}

struct Queues {
    sender: MqdT,
    receiver: MqdT,
    /// The kernel receives only into a buffer with room for the largest message.
    buffer: Vec<u8>,
}

fn prepare() -> Result<Prepared> {
    let mut prepared = Prepared::default();
    for direction in ["to-right", "to-left"] {
        let name = format!(
            "/chapter9-{}-{}-{direction}",
            std::process::id(),
            fresh_key()
        );
        let flags =
            MQ_OFlag::O_CREAT | MQ_OFlag::O_EXCL | MQ_OFlag::O_RDWR | MQ_OFlag::O_CLOEXEC;
        let attributes = MqAttr::new(0, PLACES, PIECE as i64, 0);
        let mode = Mode::S_IRUSR | Mode::S_IWUSR;
        let queue = mq_open(name.as_str(), flags, mode, Some(&attributes));
        let held = (Name(name.clone()), queue.map_err(failed("mq_open"))?);
        prepared = prepared.argument(name).until_open(held);
    }
    Ok(prepared)
}

fn open(lesson: &mut Lesson, side: Side) -> Result<Box<dyn End>> {
    let mut names = [(); 2].map(|()| lesson.args.positional().unwrap_or_default());
    if side == Side::Right {
        names.reverse();
    }
    let open = |name: &String, flag| {
        mq_open(name.as_str(), flag, Mode::empty(), None).map_err(failed("mq_open"))
    };
    Ok(Box::new(Queues {
        sender: open(&names[0], MQ_OFlag::O_WRONLY)?,
        receiver: open(&names[1], MQ_OFlag::O_RDONLY)?,
        buffer: vec![0; PIECE],
    }))
}

impl End for Queues {
    fn send(&mut self, message: &[u8]) -> Result {
        for piece in message.chunks(PIECE) {
            uninterrupted(|| mq_send(&self.sender, piece, 0))
                .map_err(failed("mq_send"))?;
        }
        Ok(())
    }

    fn receive(&mut self, message: &mut [u8]) -> Result {
        for piece in message.chunks_mut(PIECE) {
            let size = if piece.len() == PIECE {
                receive(&self.receiver, piece)?
            } else {
                let size = receive(&self.receiver, &mut self.buffer)?;
                piece.copy_from_slice(&self.buffer[..piece.len()]);
                size
            };
            if size != piece.len() {
                return Err(Failure::Other {
                    what: format!("a message of {size} instead of {} bytes", piece.len()),
                    help: "somebody else has sent into this queue; run it again".into(),
                });
            }
        }
        Ok(())
    }
}

fn receive(queue: &MqdT, buffer: &mut [u8]) -> Result<usize> {
    let mut priority = 0;
    uninterrupted(|| mq_receive(queue, buffer, &mut priority))
        .map_err(failed("mq_receive"))
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
