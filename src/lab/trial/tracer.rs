//! Following a program from system call to system call, by `ptrace(2)`.
//!
//! Some demands cannot be seen from the outside: in which order a program stores, how often
//! it attaches, which of its processes does. A tracer sees each of them, every time, where
//! looking often would only see them mostly.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::Signal;
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use shm_workbook::procfs::process::{self, SystemCall};

use super::session::{Session, TICK};
#[cfg(not(target_arch = "x86_64"))]
use super::step::Steps;
use super::watchdog::Watchdog;
use crate::syscalls;
use crate::verdict::Objection;

/// A process of the program has stopped.
#[derive(Debug, Clone, Copy)]
pub enum Stop {
    /// Before a system call: its number and first argument.
    Call { pid: Pid, number: i64, first: u64 },
    /// Anywhere else.
    Other { pid: Pid },
}

impl Stop {
    pub fn pid(self) -> Pid {
        match self {
            Self::Call { pid, .. } | Self::Other { pid } => pid,
        }
    }
}

/// How a stopped process goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// To its next system call.
    Call,
    /// By one instruction, if a processor of this kind can; see `step::IS_POSSIBLE`.
    #[cfg(not(target_arch = "x86_64"))]
    Step,
    /// Not yet: it stays where it is until somebody says `go_on`.
    Hold,
    /// To its end, and all its other threads and processes, too: nobody looks any more.
    Free,
}

/// Follows the program and its children until it ends.
///
/// The tracer is the thread that started the program, so call this from the same one. It sleeps
/// until something happens: a tracer that kept looking would, on a busy machine, give way to
/// everybody at each of thousands of stops. So somebody else has to watch the clock.
pub fn follow(
    session: &Session<'_>,
    mut look: impl FnMut(Stop) -> Next,
) -> Result<(), Objection> {
    let mut tracer = Tracer::default();
    tracer.follow(session, &mut look)
}

/// As `follow`, and goes on with those who outlive the program, for so long.
pub fn follow_to_the_last(
    session: &Session<'_>,
    patience: Duration,
    mut look: impl FnMut(Stop) -> Next,
) -> Result<(), Objection> {
    let mut tracer = Tracer::default();
    tracer.follow(session, &mut look)?;
    let until = Instant::now() + patience;
    while !tracer.known.is_empty() && Instant::now() < until {
        match waitpid(None, Some(WaitPidFlag::__WALL | WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::Exited(pid, _) | WaitStatus::Signaled(pid, _, _)) => {
                tracer.known.remove(&pid);
            }
            Ok(WaitStatus::StillAlive) => std::thread::sleep(TICK),
            Ok(status) => tracer.stopped(status, &mut look)?,
            Err(Errno::ECHILD) => return Ok(()),
            Err(errno) => return Err(errno.into()),
        }
    }
    Ok(())
}

/// What is known of the processes that are followed.
#[derive(Debug, Default)]
pub struct Tracer {
    /// Is this process inside a system call? Entry and exit stops look alike.
    calling: HashMap<Pid, bool>,
    known: HashSet<Pid>,
    #[cfg(not(target_arch = "x86_64"))]
    steps: Steps,
    free: bool,
}

impl Tracer {
    /// Until the program itself has ended.
    fn follow(
        &mut self,
        session: &Session<'_>,
        look: &mut impl FnMut(Stop) -> Next,
    ) -> Result<(), Objection> {
        let watchdog = Watchdog::over(session)?;
        loop {
            match waitpid(None, Some(WaitPidFlag::__WALL)) {
                Ok(
                    status @ (WaitStatus::Exited(pid, _)
                    | WaitStatus::Signaled(pid, _, _)),
                ) => {
                    self.known.remove(&pid);
                    if pid == session.pid {
                        session.ended_with(status, watchdog.has_bitten());
                        return Ok(());
                    }
                }
                Ok(status) => self.stopped(status, look)?,
                Err(Errno::ECHILD) => return Ok(()),
                Err(errno) => return Err(errno.into()),
            }
        }
    }

    /// Looks at a process that has stopped, and lets it go on as `look` says.
    pub fn stopped(
        &mut self,
        status: WaitStatus,
        look: &mut impl FnMut(Stop) -> Next,
    ) -> Result<(), Objection> {
        let Some(pid) = status.pid() else {
            return Ok(());
        };
        if self.known.is_empty() {
            // The first stop is the program's own exec.
            allowed(ptrace::setoptions(pid, options()))?;
        }
        #[cfg(not(target_arch = "x86_64"))]
        self.steps.stopped(pid);
        let is_new = self.known.insert(pid);
        let stop = self.classify(pid, status);
        let signal = if is_new { None } else { signal_for(status) };
        let next = if self.free { Next::Free } else { look(stop) };
        self.free = next == Next::Free;
        // Free is not `detach`, which would let one thread go and keep the others.
        let result = match next {
            Next::Call => ptrace::syscall(pid, signal),
            #[cfg(not(target_arch = "x86_64"))]
            Next::Step => self.steps.step(pid, signal),
            Next::Hold => Ok(()),
            Next::Free => ptrace::cont(pid, signal),
        };
        unless_killed(result)
    }

    fn classify(&mut self, pid: Pid, status: WaitStatus) -> Stop {
        let inside = self.calling.entry(pid).or_default();
        if !matches!(status, WaitStatus::PtraceSyscall(_)) {
            return Stop::Other { pid };
        }
        *inside = !*inside;
        match process::system_call(pid) {
            Ok(Some(SystemCall { number, arguments })) if *inside => {
                let arguments = [arguments[0], arguments[1]];
                let (number, first) = syscalls::plain(number, arguments);
                Stop::Call { pid, number, first }
            }
            _ => Stop::Other { pid },
        }
    }
}

/// Lets a process go on that was held.
pub fn go_on(pid: Pid) -> Result<(), Objection> {
    unless_killed(ptrace::syscall(pid, None))
}

/// `ESRCH`: it was killed in between, which the next wait will tell.
fn unless_killed(result: nix::Result<()>) -> Result<(), Objection> {
    match result {
        Ok(()) | Err(Errno::ESRCH) => Ok(()),
        Err(errno) => Err(errno.into()),
    }
}

/// Everybody whom the program starts, to the last call. `EXITKILL`: whatever ends the tracer ends the
/// program, so nothing is left.
pub fn options() -> Options {
    Options::PTRACE_O_TRACESYSGOOD
        | Options::PTRACE_O_EXITKILL
        | Options::PTRACE_O_TRACEFORK
        | Options::PTRACE_O_TRACEVFORK
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEEXEC
}

fn allowed(result: nix::Result<()>) -> Result<(), Objection> {
    result.map_err(|errno| {
        Objection::Broken(format!("the program cannot be traced: {errno}"))
    })
}

/// A signal that was meant for the program is passed on; the traps are the tracer's.
fn signal_for(status: WaitStatus) -> Option<Signal> {
    match status {
        WaitStatus::Stopped(_, Signal::SIGTRAP | Signal::SIGSTOP) => None,
        WaitStatus::Stopped(_, signal) => Some(signal),
        _ => None,
    }
}
