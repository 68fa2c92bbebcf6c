//! Threads for a judge.
//!
//! A thread whose children are born into another PID namespace cannot start threads (`EINVAL`,
//! unshare(2)): a process is in one PID namespace as a whole. The judge's main thread is such a
//! one. So another thread, which was there before, starts threads in its place.

use std::io;
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

type Job = Box<dyn FnOnce() + Send>;

static MAKER: OnceLock<Mutex<Sender<Job>>> = OnceLock::new();

/// Has threads started by a thread of its own from now on.
pub fn start_maker() -> io::Result<()> {
    let (send, jobs) = mpsc::channel::<Job>();
    thread::Builder::new().spawn(move || {
        for job in jobs {
            // Without a thread the job is dropped, and with it its end of pipes and channels.
            let _ = thread::Builder::new().spawn(job);
        }
    })?;
    let _ = MAKER.set(Mutex::new(send));
    Ok(())
}

/// Starts a thread.
pub fn spawn(job: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let Some(maker) = MAKER.get() else {
        return thread::Builder::new().spawn(job).map(drop);
    };
    let maker = maker.lock().unwrap_or_else(PoisonError::into_inner);
    let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
    maker.send(Box::new(job)).map_err(gone)
}
