//! Waiting for a task to stop, but not for ever.
//!
//! A stop sends `SIGCHLD` to the watcher. Blocked, and read from a descriptor, it can be waited for with a
//! time limit, which `waitpid` cannot.

use std::os::fd::AsFd as _;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, SigmaskHow, Signal, sigprocmask};
use nix::sys::signalfd::{SfdFlags, SignalFd};

pub struct Bell {
    descriptor: SignalFd,
    before: SigSet,
}

impl Bell {
    /// # Errors
    /// A text for the reader, if there is no descriptor left.
    pub fn new() -> Result<Self, String> {
        let mut mask = SigSet::empty();
        mask.add(Signal::SIGCHLD);
        let mut before = SigSet::empty();
        sigprocmask(SigmaskHow::SIG_BLOCK, Some(&mask), Some(&mut before))
            .map_err(|errno| format!("sigprocmask: {errno}"))?;
        let flags = SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK;
        let descriptor = SignalFd::with_flags(&mask, flags)
            .map_err(|errno| format!("signalfd: {errno}"))?;
        Ok(Self { descriptor, before })
    }

    /// Until a task stops, or so many milliseconds. `false`: nothing has happened.
    pub fn wait(&self, milliseconds: u16) -> bool {
        let mut places = [PollFd::new(self.descriptor.as_fd(), PollFlags::POLLIN)];
        let rang = poll(&mut places, PollTimeout::from(milliseconds));
        let _ = self.descriptor.read_signal();
        rang.is_ok_and(|count| count > 0)
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        let _ = sigprocmask(SigmaskHow::SIG_SETMASK, Some(&self.before), None);
    }
}
