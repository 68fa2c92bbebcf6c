//! What the three ways through shared memory have in common: a ring of places in a segment for each
//! direction. They differ in how one end waits for the other.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use shm_workbook::lesson::{Lesson, Result};
use shm_workbook::{Attachment, Bytes, Key, Mode, Segment, shared};

use super::ends::{End, Prepared, Side};

/// For each direction: room for two of the largest messages.
const LANE: usize = 2 << 20;
/// Short messages get more places than two, as in the buffers of a socket.
const MOST_PLACES: usize = 64;
const ROOM: usize = 256 << 10;

pub const COPIES: &str = "2, in user space: into the segment and out of it";

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
struct Ring<W> {
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
    /// Where the next message of that size lies. All that are on their way at the same time have the
    /// same size.
    fn place(&self, size: usize) -> usize {
        self.start + self.count % places(size) * size
    }
}

fn places(size: usize) -> usize {
    (ROOM / size).clamp(2, MOST_PLACES)
}

/// In the parent: the segment for the bytes.
pub fn prepare() -> Result<Prepared> {
    segment(Prepared::default(), 2 * LANE)
}

/// One more segment. It can be removed when both ends have attached it.
fn segment(prepared: Prepared, size: usize) -> Result<Prepared> {
    let size = NonZeroUsize::new(size).unwrap_or(NonZeroUsize::MIN);
    let segment = Segment::create(Key::PRIVATE, size, Mode::OWNER)?.remove_on_drop();
    Ok(prepared.argument(*segment).until_open(segment))
}

/// In an end: `waiting` makes one for each direction, first that to the right.
pub fn open<W: Waiting + 'static>(
    lesson: &mut Lesson,
    side: Side,
    waiting: fn(&mut Lesson) -> Result<(W, W)>,
) -> Result<Box<dyn End>> {
    let bytes = lesson.segment()?.attach()?;
    let (to_right, to_left) = waiting(lesson)?;
    let lane = |start, waiting| Lane {
        start,
        count: 0,
        waiting,
    };
    let (sender, receiver) = side.sender_first((lane(0, to_right), lane(LANE, to_left)));
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

// ANCHOR: apart
shared! {
    /// A number in a cache line of its own, and in the pair of lines that some processors fetch
    /// together.
    pub struct Line {
        pub value: AtomicU32,
        /// For the futex: 1 while the other end sleeps, or is about to.
        pub sleeper: AtomicU32,
        apart: [AtomicU32; 30],
    }
}
// ANCHOR_END: apart

shared! {
    /// One direction: how many messages were sent, and how many received.
    struct Counts {
        sent: Line,
        received: Line,
    }
}

/// Waiting for a count: spinning and the futex differ in these two only.
pub trait Count {
    /// Until the number is one that will do.
    fn wait(line: &Line, will_do: impl Fn(u32) -> bool) -> Result;
    /// One more.
    fn add(line: &Line);
}

/// One direction of an attached pair of counts, as one end sees it.
pub struct Counting<C> {
    counts: Arc<Attachment<[Counts; 2]>>,
    direction: usize,
    how: std::marker::PhantomData<C>,
}

pub fn prepare_counting() -> Result<Prepared> {
    segment(prepare()?, size_of::<[Counts; 2]>())
}

pub fn open_counting<C: Count + 'static>(
    lesson: &mut Lesson,
    side: Side,
) -> Result<Box<dyn End>> {
    open(lesson, side, |lesson| {
        let counts = Arc::new(lesson.segment()?.attach_as()?);
        let counting = |direction| Counting::<C> {
            counts: Arc::clone(&counts),
            direction,
            how: std::marker::PhantomData,
        };
        Ok((counting(0), counting(1)))
    })
}

impl<C: Count> Waiting for Counting<C> {
    fn for_room(&mut self, places: usize) -> Result {
        let Counts { sent, received } = &self.counts[self.direction];
        let sent = sent.value.load(Ordering::Relaxed);
        C::wait(received, |received| {
            (sent.wrapping_sub(received) as usize) < places
        })
    }

    fn sent(&mut self) -> Result {
        C::add(&self.counts[self.direction].sent);
        Ok(())
    }

    fn for_message(&mut self) -> Result {
        let Counts { sent, received } = &self.counts[self.direction];
        let received = received.value.load(Ordering::Relaxed);
        C::wait(sent, |sent| sent != received)
    }

    fn received(&mut self) -> Result {
        C::add(&self.counts[self.direction].received);
        Ok(())
    }
}
