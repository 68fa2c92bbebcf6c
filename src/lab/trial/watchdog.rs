//! Ends a program at its time limit while its tracer sleeps in `waitpid`.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};

use super::clock::EVERY;
use super::session::{self, Session};
use crate::isolation::threads;

/// Watches until it is dropped.
#[derive(Debug)]
pub struct Watchdog {
    bitten: Arc<AtomicBool>,
    /// Dropping it ends the thread's wait.
    _leash: Sender<()>,
}

impl Watchdog {
    pub fn over(session: &Session<'_>) -> io::Result<Self> {
        let (pid, clock) = (session.pid, Arc::clone(&session.clock));
        let (leash, called_off) = mpsc::channel();
        let bitten = Arc::new(AtomicBool::new(false));
        let bites = Arc::clone(&bitten);
        threads::spawn(move || {
            while called_off.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                if clock.is_up(1) {
                    bites.store(true, Relaxed);
                    return session::end_group(pid);
                }
            }
        })?;
        Ok(Self {
            bitten,
            _leash: leash,
        })
    }

    pub fn has_bitten(&self) -> bool {
        self.bitten.load(Relaxed)
    }
}
