//! What a program writes, caught up to a limit.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::isolation::threads;

/// More than any right answer needs.
const MOST: usize = 256 << 10;

/// One stream of a running program. A thread reads it, so that a full pipe never stops the
/// program and an endless one never fills our memory.
#[derive(Debug, Clone, Default)]
pub struct Capture(Arc<Mutex<Caught>>);

#[derive(Debug, Default)]
struct Caught {
    bytes: Vec<u8>,
    closed: bool,
    flooded: bool,
}

/// Whoever reads. With it goes the stream, also where no thread can be had to read it: nobody is to
/// wait for an end that never comes.
struct Reader(Capture);

impl Drop for Reader {
    fn drop(&mut self) {
        self.0.lock().closed = true;
    }
}

impl Capture {
    pub fn of(source: impl Read + Send + 'static) -> io::Result<Self> {
        let capture = Self::default();
        let reader = Reader(capture.clone());
        threads::spawn(move || reader.0.fill(source))?;
        Ok(capture)
    }

    fn fill(&self, mut source: impl Read) {
        let mut buffer = [0; 8192];
        while let Ok(count @ 1..) = source.read(&mut buffer) {
            let mut caught = self.lock();
            caught.bytes.extend_from_slice(&buffer[..count]);
            if caught.bytes.len() > MOST {
                // Reading ends here, and so the pipe breaks. The session sees the mark.
                caught.flooded = true;
                break;
            }
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.lock().bytes.clone()
    }

    pub fn is_closed(&self) -> bool {
        self.lock().closed
    }

    pub fn is_flooded(&self) -> bool {
        self.lock().flooded
    }

    fn lock(&self) -> MutexGuard<'_, Caught> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
