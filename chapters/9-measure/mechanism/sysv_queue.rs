//! Two System V message queues, one for each direction: shared memory's own family.

use shm_workbook::lesson::{Failure, Lesson, Result, parse};
use shm_workbook::others::{Letter, MessageQueue};
use shm_workbook::{Key, Mode};

use super::{End, Mechanism, Prepared, Side};

pub const MECHANISM: Mechanism = Mechanism {
    name: "System V queue",
    copies: "2, by the kernel, and 2 to put the type before the text",
    needs: "a kernel with System V IPC and a free queue (ipcs -l -q)",
    prepare,
    open,
};

struct Queues {
    sender: MessageQueue,
    receiver: MessageQueue,
    letter: Box<Letter>,
}

fn prepare() -> Result<Prepared> {
    let mut prepared = Prepared::default();
    for _ in 0..2 {
        let queue = MessageQueue::create(Key::PRIVATE, Mode::OWNER)?.remove_on_drop();
        // A queue is gone at once when it is removed, so it stays until the end.
        prepared = prepared.argument(*queue).until_end(queue);
    }
    Ok(prepared)
}

fn open(lesson: &mut Lesson, side: Side) -> Result<Box<dyn End>> {
    let mut queue = || -> Result<MessageQueue> {
        parse(&lesson.args.positional().unwrap_or_default())
    };
    let (to_right, to_left) = (queue()?, queue()?);
    let (sender, receiver) = match side {
        Side::Left => (to_right, to_left),
        Side::Right => (to_left, to_right),
    };
    Ok(Box::new(Queues {
        sender,
        receiver,
        letter: Box::default(),
    }))
}

impl End for Queues {
    /// In pieces of at most 8192 bytes, the usual limit `MSGMAX`.
    fn send(&mut self, message: &[u8]) -> Result {
        for piece in message.chunks(Letter::CAPACITY) {
            self.letter.text[..piece.len()].copy_from_slice(piece);
            self.sender.send(&self.letter, piece.len())?;
        }
        Ok(())
    }

    fn receive(&mut self, message: &mut [u8]) -> Result {
        for piece in message.chunks_mut(Letter::CAPACITY) {
            let size = self.receiver.receive(&mut self.letter)?;
            if size != piece.len() {
                return Err(Failure::Other {
                    what: format!("a message of {size} instead of {} bytes", piece.len()),
                    help: "somebody else has sent into this queue; run it again".into(),
                });
            }
            piece.copy_from_slice(&self.letter.text[..size]);
        }
        Ok(())
    }
}
