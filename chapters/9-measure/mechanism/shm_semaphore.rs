//! Shared memory, and two System V semaphores a direction: one counts messages, one counts room.

use shm_workbook::lesson::{Lesson, Result};
use shm_workbook::{Key, Mode, Semaphore};

use super::ends::{End, Mechanism, Prepared, Side, two};
use super::ring::{self, Waiting};

pub const MECHANISM: Mechanism = Mechanism {
    name: "shm, semaphore",
    copies: ring::COPIES,
    needs: "a kernel with System V IPC, a free segment and 4 free semaphores (ipcs -l)",
    prepare,
    open,
};

struct Permits {
    messages: Semaphore,
    room: Semaphore,
    /// How many permits of `room` there are in all; as many as there are places.
    places: usize,
}

fn prepare() -> Result<Prepared> {
    let mut prepared = ring::prepare()?;
    for _ in 0..4 {
        let semaphore = Semaphore::create(Key::PRIVATE, 0, Mode::OWNER)?.remove_on_drop();
        // A semaphore is gone at once when it is removed, so it stays until the end.
        prepared = prepared.argument(*semaphore).until_end(semaphore);
    }
    Ok(prepared)
}

fn open(lesson: &mut Lesson, side: Side) -> Result<Box<dyn End>> {
    ring::open(lesson, side, |lesson| {
        Ok((permits(lesson)?, permits(lesson)?))
    })
}

fn permits(lesson: &mut Lesson) -> Result<Permits> {
    let (messages, room) = two(lesson)?;
    Ok(Permits {
        messages,
        room,
        places: 0,
    })
}

/// Hand-offs between processes, so without `SEM_UNDO`; see chapter 7.
impl Waiting for Permits {
    fn for_room(&mut self, places: usize) -> Result {
        // Messages of another size from now on, and so another number of places.
        while self.places < places {
            self.room.signal()?;
            self.places += 1;
        }
        while self.places > places {
            self.room.wait()?;
            self.places -= 1;
        }
        Ok(self.room.wait()?)
    }

    fn sent(&mut self) -> Result {
        Ok(self.messages.signal()?)
    }

    fn for_message(&mut self) -> Result {
        Ok(self.messages.wait()?)
    }

    fn received(&mut self) -> Result {
        Ok(self.room.signal()?)
    }
}
