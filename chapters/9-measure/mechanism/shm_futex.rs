//! Shared memory, and a futex: whoever waits sleeps, and the kernel is asked only then.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use shm_workbook::lesson::{Lesson, Result};
use shm_workbook::others::futex;
use shm_workbook::{Attachment, Key, Mode, Segment, shared};

use super::ring::{self, Waiting};
use super::{End, Mechanism, Prepared, Side};
use crate::failures::failed;

pub const MECHANISM: Mechanism = Mechanism {
    name: "shm, futex",
    copies: "2, in user space: into the segment and out of it",
    needs: "a kernel with System V IPC and futexes, and a free segment (ipcs -l -m)",
    prepare,
    open,
};

shared! {
    /// A count that somebody may wait for, in cache lines of its own.
    struct Count {
        value: AtomicU32,
        /// 1 while the other end sleeps, or is about to.
        sleeper: AtomicU32,
        apart: [AtomicU32; 30],
    }
}

shared! {
    /// One direction: how many messages were sent, and how many received.
    struct Counts {
        sent: Count,
        received: Count,
    }
}

const SIZE: NonZeroUsize = NonZeroUsize::new(size_of::<[Counts; 2]>()).unwrap();

struct Sleeping {
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
        Ok([0, 1].map(|direction| Sleeping {
            counts: Arc::clone(&counts),
            direction,
        }))
    })
}

impl Count {
    /// Waits until the count is one that will do.
    fn wait(&self, will_do: impl Fn(u32) -> bool) -> Result {
        let mut value = self.value.load(Ordering::SeqCst);
        while !will_do(value) {
            // First say so, then sleep. If the count moves in between, the
            // kernel sees that it is no longer `value` and does not let us sleep.
            self.sleeper.store(1, Ordering::SeqCst);
            futex::wait(&self.value, value, None).map_err(failed("futex"))?;
            value = self.value.load(Ordering::SeqCst);
        }
        // Only the sleeper takes this back: whoever wakes it cannot know whether it sleeps again.
        if self.sleeper.load(Ordering::Relaxed) == 1 {
            self.sleeper.store(0, Ordering::Relaxed);
        }
        Ok(())
    }

    /// One more. The system call is saved if nobody sleeps.
    fn add(&self) {
        self.value.fetch_add(1, Ordering::SeqCst);
        if self.sleeper.load(Ordering::SeqCst) == 1 {
            futex::wake(&self.value, 1);
        }
    }
}

impl Waiting for Sleeping {
    fn for_room(&mut self, places: usize) -> Result {
        let Counts { sent, received } = &self.counts[self.direction];
        let sent = sent.value.load(Ordering::Relaxed);
        received.wait(|received| (sent.wrapping_sub(received) as usize) < places)
    }

    fn sent(&mut self) -> Result {
        self.counts[self.direction].sent.add();
        Ok(())
    }

    fn for_message(&mut self) -> Result {
        let Counts { sent, received } = &self.counts[self.direction];
        let received = received.value.load(Ordering::Relaxed);
        sent.wait(|sent| sent != received)
    }

    fn received(&mut self) -> Result {
        self.counts[self.direction].received.add();
        Ok(())
    }
}
