//! A program under test, while it runs.

use std::cell::{Cell, RefCell};
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill, killpg};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use super::capture::Capture;
use super::clock::Clock;
use super::ended::{End, Ended};
use super::objects::Objects;
use super::stuck::Stuck;
use crate::isolation::processes;
use crate::verdict::Objection;

/// How often a waiting session looks again.
pub const TICK: Duration = Duration::from_millis(1);

/// One run of the program, from its start to its end. Dropping it ends the program.
#[derive(Debug)]
pub struct Session<'a> {
    pub objects: &'a Objects,
    pub pid: Pid,
    pub limit: Duration,
    pub clock: Arc<Clock>,
    /// What to paste into a shell.
    pub(super) command: String,
    pub stdin: Option<ChildStdin>,
    pub(super) out: Capture,
    err: Capture,
    pub(super) end: Cell<Option<End>>,
    stopped: Cell<bool>,
    /// What it did when it was found to hang, before anybody has helped it on.
    pub(super) notes: RefCell<Vec<String>>,
}

impl<'a> Session<'a> {
    /// Starts a command in a process group of its own. `shown` is what the reader would type.
    pub fn start(
        objects: &'a Objects,
        mut command: Command,
        shown: String,
        clock: Clock,
    ) -> Result<Self, Objection> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let pid = Pid::from_raw(child.id() as i32);
        objects.started(pid);
        let piped = || Objection::Broken("no pipe to the program".to_string());
        Ok(Self {
            objects,
            pid,
            limit: clock.limit,
            clock: Arc::new(clock),
            command: shown,
            stdin: child.stdin.take(),
            out: Capture::of(child.stdout.take().ok_or_else(piped)?)?,
            err: Capture::of(child.stderr.take().ok_or_else(piped)?)?,
            end: Cell::new(None),
            stopped: Cell::new(false),
            notes: RefCell::default(),
        })
    }

    /// Has the program ended, by itself or by a limit?
    pub fn is_over(&self) -> bool {
        if self.end.get().is_none() {
            self.end.set(self.look());
        }
        self.end.get().is_some()
    }

    /// It is over only because a limit says so: the program itself still runs.
    pub(super) fn is_running(&self) -> bool {
        matches!(
            self.end.get(),
            Some(End::TimedOut | End::Stuck | End::Flooded | End::Crowded | End::Swollen)
                | None
        )
    }

    fn look(&self) -> Option<End> {
        // Where nobody can be counted, the checks meet the same error and tell it.
        let excess = self.objects.excess().unwrap_or(None);
        let ended = match waitpid(self.pid, Some(WaitPidFlag::WNOHANG)) {
            Ok(status) => End::from_status(status),
            Err(Errno::ECHILD) => Some(End::Lost),
            Err(_) => None,
        };
        // Asked last, and it comes first: a program that floods dies of the broken pipe, which
        // breaks only after the mark was set.
        if self.is_flooded() {
            return Some(End::Flooded);
        }
        ended
            .or(excess)
            .or_else(|| self.clock.is_up(1).then_some(End::TimedOut))
    }

    fn is_flooded(&self) -> bool {
        self.out.is_flooded() || self.err.is_flooded()
    }

    /// The tracer has waited for the program in our place.
    pub fn ended_with(&self, status: WaitStatus, late: bool) {
        self.end.set(if self.is_flooded() {
            Some(End::Flooded)
        } else if late {
            Some(End::TimedOut)
        } else {
            End::from_status(status)
        });
    }

    /// Waits until `done` says so. False if the program ended first.
    pub fn wait_until(&self, mut done: impl FnMut() -> bool) -> bool {
        loop {
            if done() {
                return true;
            }
            if self.is_over() {
                return false;
            }
            thread::sleep(TICK);
        }
    }

    pub fn send_line(&mut self) {
        if let Some(stdin) = &mut self.stdin {
            // A program that has closed its stdin is judged by what it does, not by this.
            let _ = stdin.write_all(b"\n");
        }
    }

    pub fn signal(&self, signal: Signal) {
        let _ = kill(self.pid, signal);
    }

    /// Closes stdin and waits for the end.
    pub fn finish(&mut self) -> Ended {
        // What it has printed when it hung; to close stdin would help it on.
        let stdout = matches!(self.end.get(), Some(End::TimedOut | End::Stuck))
            .then(|| self.out.bytes());
        let stuck = Stuck::new();
        self.end_if(&stuck);
        drop(self.stdin.take());
        while !self.is_over() {
            self.end_if(&stuck);
            thread::sleep(TICK);
        }
        self.end_if(&stuck);
        let end = self.end.get().unwrap_or(End::Lost);
        let kernel = self.objects.rows();
        if matches!(end, End::Crowded | End::Swollen) {
            processes::end_all();
        }
        self.stop();
        self.wait_for_streams();
        Ended {
            command: self.command.clone(),
            end,
            stdout: stdout.unwrap_or_else(|| self.out.bytes()),
            stderr: self.err.bytes(),
            kernel,
            notes: self.notes.take(),
        }
    }

    /// A child of the program may hold the pipes open. It does not hold us. Where nobody is
    /// left, the end of the stream is sure to come, however long the reading thread takes.
    fn wait_for_streams(&self) {
        let until = Instant::now() + Duration::from_millis(500);
        let open = || !(self.out.is_closed() && self.err.is_closed());
        let alone = || processes::descendants().is_ok_and(|all| all.is_empty());
        let held = || Instant::now() >= until && !alone();
        while open() && !held() {
            thread::sleep(TICK);
        }
    }

    /// Once: later the number may belong to somebody else.
    fn stop(&self) {
        if self.stopped.replace(true) {
            return;
        }
        if self.is_running() {
            end_group(self.pid);
            self.reap();
        } else {
            let _ = killpg(self.pid, Signal::SIGKILL);
        }
    }

    /// A process of the program's own may trace the program: then nobody else can wait for it, for as
    /// long as that process lives.
    fn reap(&self) {
        if !self.is_reaped_within(Duration::from_millis(500)) {
            processes::end_all();
            self.is_reaped_within(Duration::from_secs(5));
        }
    }

    fn is_reaped_within(&self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        while waitpid(self.pid, Some(WaitPidFlag::WNOHANG)) == Ok(WaitStatus::StillAlive)
        {
            if Instant::now() > until {
                return false;
            }
            thread::sleep(TICK);
        }
        true
    }
}

/// Ends a program that nobody has waited for yet, with its group. It may have left that for another
/// one of its own.
pub(super) fn end_group(program: Pid) {
    let _ = killpg(program, Signal::SIGKILL);
    let _ = kill(program, Signal::SIGKILL);
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.stop();
    }
}
