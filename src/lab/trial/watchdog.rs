//! Ends a program at its time limit while its tracer sleeps in `waitpid`.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Instant;

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
        let (pid, deadline) = (session.pid, session.deadline);
        let (leash, called_off) = mpsc::channel();
        let bitten = Arc::new(AtomicBool::new(false));
        let bites = Arc::clone(&bitten);
        threads::spawn(move || {
            let left = deadline.saturating_duration_since(Instant::now());
            if called_off.recv_timeout(left) == Err(RecvTimeoutError::Timeout) {
                bites.store(true, Relaxed);
                session::end_group(pid);
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
