//! A child, as its parent sees it.
//!
//! What a child prints is passed on by its parent, under the child's name; its answers are not.

use std::fmt::{self, Display};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{ChildStdin, ChildStdout, ExitStatus};
use std::time::Duration;

use nix::sys::signal::Signal;
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::unistd::Pid;

use super::course::Lesson;
use super::failure::{Failure, Result};
use super::layout::Kind;
use super::signals::errno;
use super::{kernel, output};
use crate::sysv::shm::segment::Segment;

/// A child that runs. Dropping it ends it: no child outlives the lesson.
#[derive(Debug)]
pub struct Child {
    name: String,
    process: std::process::Child,
    /// Has its end been waited for? Until then its process id means nobody else.
    waited_for: bool,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    /// The segments that were there before it; `None` if nobody could tell.
    there: Option<Vec<Segment>>,
}

/// How a child ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It came to its own end, with this exit code.
    Exited(i32),
    /// This signal ended it.
    Killed(Signal),
}

impl Child {
    pub(super) fn new(
        name: &str,
        mut process: std::process::Child,
        there: Option<Vec<Segment>>,
    ) -> Result<Child> {
        let input = process.stdin.take();
        match process.stdout.take() {
            Some(stdout) => Ok(Child {
                name: name.into(),
                process,
                waited_for: false,
                input,
                output: BufReader::new(stdout),
                there,
            }),
            // Cannot happen: its stdout is a pipe. But a lesson does not panic.
            None => Err(Failure::Child(format!("the {name} has no stdout"))),
        }
    }

    /// Gives it a name of its own, where several play one role.
    pub fn named(mut self, name: impl Display) -> Child {
        self.name = name.to_string();
        self
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Sends it a line.
    ///
    /// # Errors
    /// [`Failure::Child`] or [`Failure::Killed`] if it has ended: how it did says more than that the pipe is closed.
    pub fn tell(&mut self, text: &str) -> Result {
        let Some(input) = &mut self.input else {
            return Ok(());
        };
        let told = input.write_all(format!("{text}\n").as_bytes());
        told.or_else(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => {
                let ending = ending(self.end(false)?);
                self.ended(ending)
            }
            _ => Err(io_failure(format!("tell the {}", self.name), &error)),
        })
    }

    /// Waits for its next answer, and passes on what it prints before that.
    ///
    /// # Errors
    /// [`Failure::Child`] or [`Failure::Killed`] if it ends without one, [`Failure::Interrupted`] if a signal asks to end.
    pub fn answer(&mut self, lesson: &Lesson) -> Result<String> {
        while let Some(line) = self.next_line(lesson)? {
            match Kind::of(&line) {
                (Kind::Answer, answer) => return Ok(answer.to_owned()),
                (kind, text) => self.pass_on(kind, text)?,
            }
        }
        self.succeed(lesson).and_then(|()| self.failed("no answer"))
    }

    /// Waits until it has something to say; `false` if the time is over first, or if any child
    /// has ended. Its own end counts as something: then its answer is empty.
    ///
    /// # Errors
    /// [`Failure::Interrupted`] if a signal asks to end.
    pub fn speaks(&self, lesson: &Lesson, limit: Duration) -> Result<bool> {
        Ok(!self.output.buffer().is_empty()
            || lesson.wait(Some(self.output.get_ref()), Some(limit))?)
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// [`Failure::Interrupted`] if a signal asks to end; the child is then ended, too.
    pub fn finish(&mut self, lesson: &Lesson) -> Result<Ending> {
        // Its stdin ends here, so that a child which waits for a line does not wait for ever.
        self.input = None;
        while let Some(line) = self.next_line(lesson)? {
            match Kind::of(&line) {
                // Nobody waits for it any more.
                (Kind::Answer, _) => {}
                (kind, text) => self.pass_on(kind, text)?,
            }
        }
        Ok(ending(self.end(true)?))
    }

    /// Waits for its end, which should be a good one.
    ///
    /// # Errors
    /// As [`Child::finish`]; [`Failure::Child`] if it failed, [`Failure::Killed`] if a signal ended it.
    pub fn succeed(&mut self, lesson: &Lesson) -> Result {
        match self.finish(lesson)? {
            Ending::Exited(0) => Ok(()),
            ending => self.ended(ending),
        }
    }

    /// Has it come to its end already?
    ///
    /// # Errors
    /// [`Failure::Io`] if the system does not tell.
    pub fn has_ended(&mut self) -> Result<bool> {
        let status = self.state(WaitPidFlag::WNOHANG);
        status.map(|status| status != WaitStatus::StillAlive)
    }

    /// Ends it by `SIGKILL`, which no program can delay.
    ///
    /// # Errors
    /// [`Failure::Io`] if that is not allowed.
    pub fn kill(&mut self) -> Result {
        self.process
            .kill()
            .map_err(|e| io_failure(format!("kill the {}", self.name), &e))
    }

    fn ended<T>(&self, how: Ending) -> Result<T> {
        match how {
            Ending::Exited(_) => self.failed(how),
            Ending::Killed(signal) => Err(Failure::Killed {
                child: self.name.clone(),
                signal,
            }),
        }
    }

    fn failed<T>(&self, how: impl Display) -> Result<T> {
        Err(Failure::Child(format!("the {} failed: {how}", self.name)))
    }

    fn pass_on(&self, kind: Kind, text: &str) -> Result {
        output::pass_on(&format!("[{}] ", self.name), kind, text)
    }

    /// Its next line; `None` when there will be no more.
    fn next_line(&mut self, lesson: &Lesson) -> Result<Option<String>> {
        // What has arrived already would not wake poll.
        while self.output.buffer().is_empty()
            && !lesson.wait(Some(self.output.get_ref()), None)?
        {}
        let line = self.output.by_ref().lines().next().transpose();
        line.map_err(|error| io_failure(format!("read from the {}", self.name), &error))
    }

    /// Waits for its end. Unless that is a good one, and `heard` to the last line, what it has created
    /// is removed: the answer that would make this somebody's duty may never have come.
    fn end(&mut self, heard: bool) -> Result<ExitStatus> {
        if !self.waited_for {
            let good =
                matches!(self.state(WaitPidFlag::empty())?, WaitStatus::Exited(_, 0));
            if let (Some(there), false) = (&self.there, good && heard) {
                kernel::remove_new(there, self.process.id());
            }
            self.waited_for = true;
        }
        let status = self.process.wait();
        status.map_err(|e| io_failure(format!("wait for the {}", self.name), &e))
    }

    /// How it is, as far as it is known after this wait. It can be asked again: even when it has ended,
    /// its process id stays its own.
    fn state(&self, flags: WaitPidFlag) -> Result<WaitStatus> {
        let pid = Id::Pid(Pid::from_raw(self.process.id() as i32));
        let flags = flags | WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT;
        waitid(pid, flags).map_err(|errno| Failure::Io {
            what: format!("wait for the {}", self.name),
            errno,
        })
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Both fail only for a child that has been waited for: then nothing is left to do.
        let _ = self.process.kill();
        let _ = self.end(false);
    }
}

impl Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ending::Exited(code) => write!(f, "exit code {code}"),
            Ending::Killed(signal) => signal.fmt(f),
        }
    }
}

fn ending(status: ExitStatus) -> Ending {
    let signal = status
        .signal()
        .and_then(|number| Signal::try_from(number).ok());
    signal.map_or(Ending::Exited(status.code().unwrap_or(1)), Ending::Killed)
}

pub(super) fn io_failure(what: String, error: &io::Error) -> Failure {
    Failure::Io {
        what,
        errno: errno(error),
    }
}
