//! Waiting without missing Ctrl-C.
//!
//! A handler that removes things would have to be async-signal-safe, and a flag that is looked at
//! between two waits comes too late for the second. So the signals are blocked and
//! arrive as input, next to what is waited for. The program then ends the ordinary way: by an
//! error that travels up and drops whatever has to be detached, removed or stopped.

use std::io;
use std::os::fd::AsFd;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};

use super::failure::{Failure, Result};
use nix::errno::Errno;

const ENDING: [Signal; 4] = [
    Signal::SIGINT,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGQUIT,
];

/// From here on no signal waits: not even those that this process inherited as blocked, for exec keeps
/// its parent's mask (`signal(7)`).
pub(super) fn unblock_all() -> Result {
    let unblocked = SigSet::empty().thread_set_mask();
    unblocked.map_err(failed("unblock signals"))
}

#[derive(Debug)]
pub(super) struct Signals {
    arrived: SignalFd,
}

impl Signals {
    /// From here on these signals wait until somebody waits for them.
    pub(super) fn block() -> Result<Signals> {
        let mut mask = SigSet::from_iter(ENDING);
        mask.add(Signal::SIGCHLD);
        mask.thread_block().map_err(failed("block signals"))?;
        let flags = SfdFlags::SFD_NONBLOCK | SfdFlags::SFD_CLOEXEC;
        let arrived = SignalFd::with_flags(&mask, flags).map_err(failed("signalfd"))?;
        Ok(Signals { arrived })
    }

    /// See [`Lesson::wait`](super::Lesson::wait).
    pub(super) fn wait(
        &self,
        input: Option<&dyn AsFd>,
        limit: Option<Duration>,
    ) -> Result<bool> {
        let mut sources = vec![PollFd::new(self.arrived.as_fd(), PollFlags::POLLIN)];
        sources.extend(input.map(|input| PollFd::new(input.as_fd(), PollFlags::POLLIN)));
        let limit =
            limit.map(|limit| PollTimeout::try_from(limit).unwrap_or(PollTimeout::MAX));
        match poll(&mut sources, limit.unwrap_or(PollTimeout::NONE)) {
            Ok(_) | Err(Errno::EINTR) => {}
            Err(errno) => return Err(failed("poll")(errno)),
        }
        let readable = sources.get(1).and_then(PollFd::any).unwrap_or(false);
        self.look()?;
        Ok(readable)
    }

    /// Takes the signals that have arrived; a child's end only ends the wait.
    fn look(&self) -> Result {
        while let Some(info) = self
            .arrived
            .read_signal()
            .map_err(failed("read a signal"))?
        {
            let signal = ENDING
                .into_iter()
                .find(|&ending| ending as u32 == info.ssi_signo);
            if let Some(signal) = signal {
                return Err(Failure::Interrupted(signal));
            }
        }
        Ok(())
    }
}

/// Takes one byte of input without a buffer, so that waiting and reading agree on what is
/// there. `None` at its end.
pub(super) fn take_byte(input: &impl AsFd) -> Result<Option<u8>> {
    let mut byte = [0];
    match nix::unistd::read(input.as_fd(), &mut byte) {
        Ok(0) => Ok(None),
        Ok(_) => Ok(Some(byte[0])),
        Err(Errno::EINTR | Errno::EAGAIN) => Ok(Some(0)),
        Err(errno) => Err(failed("read")(errno)),
    }
}

fn failed(what: &str) -> impl Fn(Errno) -> Failure {
    move |errno| Failure::Io {
        what: what.into(),
        errno,
    }
}

/// The errno behind an error of the standard library.
pub(super) fn errno(error: &io::Error) -> Errno {
    Errno::from_raw(error.raw_os_error().unwrap_or_default())
}
