//! What the three ways through shared memory have in common: a ring of places in a segment for each
//! direction. They differ in how one end waits for the other.

use std::num::NonZeroUsize;

use shm_workbook::lesson::{Lesson, Result};
use shm_workbook::{Attachment, Bytes, Key, Mode, Segment};

use super::{End, Prepared, Side};

/// For each direction: room for two of the largest messages.
const LANE: usize = 2 << 20;
/// Short messages get more places than two, as in the buffers of a socket.
const MOST_PLACES: usize = 64;
const ROOM: usize = 256 << 10;
const SIZE: NonZeroUsize = NonZeroUsize::new(2 * LANE).unwrap();

/// How one end waits for the other, in one direction.
pub trait Waiting {
    /// Waits, as the sender, until fewer than `places` messages are on their way.
    fn for_room(&mut self, places: usize) -> Result;
    /// Tells that one more message is there.
    fn sent(&mut self) -> Result;
    /// Waits, as the receiver, until there is a message.
    fn for_message(&mut self) -> Result;
    /// Tells that its place is free.
    fn received(&mut self) -> Result;
}

/// One end: the bytes of both directions, and how to wait in each.
pub struct Ring<W> {
    bytes: Attachment<Bytes>,
    sender: Lane<W>,
    receiver: Lane<W>,
}

struct Lane<W> {
    start: usize,
    /// Messages so far.
    count: usize,
    waiting: W,
}

impl<W> Lane<W> {
    fn new(start: usize, waiting: W) -> Lane<W> {
        Lane {
            start,
            count: 0,
            waiting,
        }
    }

    /// Where the next message of that size lies. All that are on their way at the same time have the same
    /// size.
    fn place(&self, size: usize) -> usize {
        self.start + self.count % places(size) * size
    }
}

fn places(size: usize) -> usize {
    (ROOM / size).clamp(2, MOST_PLACES)
}

/// In the parent: the segment for the bytes. It can be removed when both ends have attached it.
pub fn prepare() -> Result<Prepared> {
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    Ok(Prepared::default().argument(*segment).until_open(segment))
}

/// In an end: `waiting` makes one for each direction, first that to the right.
pub fn open<W: Waiting + 'static>(
    lesson: &mut Lesson,
    side: Side,
    waiting: fn(&mut Lesson) -> Result<[W; 2]>,
) -> Result<Box<dyn End>> {
    let bytes = lesson.segment()?.attach()?;
    let [to_right, to_left] = waiting(lesson)?;
    let (to_right, to_left) = (Lane::new(0, to_right), Lane::new(LANE, to_left));
    let (sender, receiver) = match side {
        Side::Left => (to_right, to_left),
        Side::Right => (to_left, to_right),
    };
    Ok(Box::new(Ring {
        bytes,
        sender,
        receiver,
    }))
}

impl<W: Waiting> End for Ring<W> {
    fn send(&mut self, message: &[u8]) -> Result {
        let lane = &mut self.sender;
        lane.waiting.for_room(places(message.len()))?;
        self.bytes.write(lane.place(message.len()), message)?;
        lane.count = lane.count.wrapping_add(1);
        lane.waiting.sent()
    }

    fn receive(&mut self, message: &mut [u8]) -> Result {
        let lane = &mut self.receiver;
        lane.waiting.for_message()?;
        self.bytes.read(lane.place(message.len()), message)?;
        lane.count = lane.count.wrapping_add(1);
        lane.waiting.received()
    }
}
