//! Shared memory, and whoever waits looks again and again: no system call, as long as both ends
//! have a core.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{hint, thread};

use shm_workbook::lesson::{Lesson, Result};
use shm_workbook::{Attachment, Key, Mode, Segment, shared};

use super::ring::{self, Waiting};
use super::{End, Mechanism, Prepared, Side};

pub const MECHANISM: Mechanism = Mechanism {
    name: "shm, spinning",
    copies: "2, in user space: into the segment and out of it",
    needs: "a kernel with System V IPC and a free segment (ipcs -l -m)",
    prepare,
    open,
};

// ANCHOR: apart
shared! {
    /// A number in a cache line of its own, and in the pair of lines that some processors fetch
    /// together.
    pub struct Line {
        pub value: AtomicU32,
        apart: [AtomicU32; 31],
    }
}
// ANCHOR_END: apart

shared! {
    /// One direction: how many messages were sent, and how many received.
    pub struct Counts {
        pub sent: Line,
        pub received: Line,
    }
}

const SIZE: NonZeroUsize = NonZeroUsize::new(size_of::<[Counts; 2]>()).unwrap();
/// Then the other end gets a chance if both have to share one core.
const PATIENCE: u32 = 2_000;

/// One direction of an attached pair, as one end sees it.
pub struct Spinning {
    counts: Arc<Attachment<[Counts; 2]>>,
    direction: usize,
}

fn prepare() -> Result<Prepared> {
    let counts = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    Ok(ring::prepare()?.argument(*counts).until_open(counts))
}

fn open(lesson: &mut Lesson, side: Side) -> Result<Box<dyn End>> {
    ring::open(lesson, side, |lesson| {
        let counts = Arc::new(lesson.segment()?.attach_as()?);
        Ok([0, 1].map(|direction| Spinning {
            counts: Arc::clone(&counts),
            direction,
        }))
    })
}

// ANCHOR: spin
impl Waiting for Spinning {
    fn for_room(&mut self, places: usize) -> Result {
        let Counts { sent, received } = &self.counts[self.direction];
        let sent = sent.value.load(Ordering::Relaxed);
        spin(|| {
            let under_way = sent.wrapping_sub(received.value.load(Ordering::Acquire));
            (under_way as usize) < places
        });
        Ok(())
    }

    fn sent(&mut self) -> Result {
        self.counts[self.direction]
            .sent
            .value
            .fetch_add(1, Ordering::Release);
        Ok(())
    }

    fn for_message(&mut self) -> Result {
        let Counts { sent, received } = &self.counts[self.direction];
        let received = received.value.load(Ordering::Relaxed);
        spin(|| sent.value.load(Ordering::Acquire) != received);
        Ok(())
    }

    fn received(&mut self) -> Result {
        self.counts[self.direction]
            .received
            .value
            .fetch_add(1, Ordering::Release);
        Ok(())
    }
}

fn spin(mut done: impl FnMut() -> bool) {
    let mut patience = PATIENCE;
    while !done() {
        hint::spin_loop();
        patience = patience.checked_sub(1).unwrap_or_else(|| {
            thread::yield_now();
            PATIENCE
        });
    }
}
// ANCHOR_END: spin
