//! A child is this program, run again in a role.
//!
//! Not a `fork`: exec detaches everything, so that each child has to make its own `shmat` and
//! shows it. What a child prints in steps is passed on by its parent; any other line is its
//! answer.

use std::env;
use std::fmt::Display;
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::prctl;
use nix::sys::signal::Signal;
use nix::unistd::getppid;

use super::signals::errno;
use super::{Args, Failure, Lesson, Result, output};

const ROLE: &str = "--role";

/// A child that runs. Dropping it ends it: no child outlives the lesson.
#[derive(Debug)]
pub struct Child {
    role: String,
    process: std::process::Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

/// How a child ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It came to its own end, with this exit code.
    Exited(i32),
    /// This signal ended it.
    Killed(Signal),
}

impl Lesson {
    /// Starts this program again, in a role.
    ///
    /// # Errors
    /// [`Failure::Io`] if no process can be made.
    pub fn spawn(&self, role: &str, arguments: &[&dyn Display]) -> Result<Child> {
        let failed = |error: &io::Error| io_failure(format!("start the {role}"), error);
        let mut process = Command::new(env::current_exe().map_err(|e| failed(&e))?)
            .args([ROLE, role, &std::process::id().to_string()])
            .args(arguments.iter().map(ToString::to_string))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| failed(&e))?;
        let input = process.stdin.take();
        match process.stdout.take() {
            Some(stdout) => Ok(Child {
                role: role.into(),
                process,
                input,
                output: BufReader::new(stdout),
            }),
            // Cannot happen: it was asked for above. But a lesson does not panic.
            None => Err(failed(&io::ErrorKind::BrokenPipe.into())),
        }
    }

    /// Runs a role to its end and returns its answer.
    ///
    /// # Errors
    /// [`Failure::Child`] if it fails, [`Failure::Interrupted`] if a signal asks to end.
    pub fn ask(&self, role: &str, arguments: &[&dyn Display]) -> Result<String> {
        let mut child = self.spawn(role, arguments)?;
        let answer = child.answer(self)?;
        child.succeed(self)?;
        Ok(answer)
    }

    /// Lets children go at once, when all have said that they are ready: otherwise the first might
    /// be done before the last begins.
    ///
    /// # Errors
    /// As [`Child::answer`] and [`Child::tell`].
    pub fn start_together(&self, children: &mut [Child]) -> Result {
        self.all_answer(children)?;
        children.iter_mut().try_for_each(|child| child.tell("go"))
    }

    /// Waits until each child has answered once more.
    ///
    /// # Errors
    /// As [`Child::answer`].
    pub fn all_answer(&self, children: &mut [Child]) -> Result {
        let mut children = children.iter_mut();
        children.try_for_each(|child| child.answer(self).map(drop))
    }

    /// In a role: waits for a line of the parent; `None` when there will be no more.
    ///
    /// # Errors
    /// [`Failure::Io`] if stdin cannot be read.
    pub fn hear(&self) -> Result<Option<String>> {
        let line = io::stdin().lines().next().transpose();
        line.map_err(|error| io_failure("read from the parent".into(), &error))
    }
}

impl Child {
    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Sends it a line.
    ///
    /// # Errors
    /// [`Failure::Io`] if it does not listen any more.
    pub fn tell(&mut self, text: &str) -> Result {
        let Some(input) = &mut self.input else {
            return Ok(());
        };
        let told = input.write_all(format!("{text}\n").as_bytes());
        told.map_err(|error| io_failure(format!("tell the {}", self.role), &error))
    }

    /// Waits for its next line that belongs to no step, and passes on those that do.
    ///
    /// # Errors
    /// [`Failure::Child`] if it ends without one, [`Failure::Interrupted`] if a signal asks to end.
    pub fn answer(&mut self, lesson: &Lesson) -> Result<String> {
        loop {
            let line = self.next_line(lesson)?;
            match line.strip_suffix('\n') {
                Some(step) if step.starts_with(' ') => output::line(step)?,
                Some(answer) => return Ok(answer.to_owned()),
                None => {
                    return self.succeed(lesson).and_then(|()| self.failed("no answer"));
                }
            }
        }
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
        while let Some(step) = self.next_line(lesson)?.strip_suffix('\n') {
            output::line(step)?;
        }
        let status = self.process.wait();
        let status =
            status.map_err(|e| io_failure(format!("wait for the {}", self.role), &e))?;
        Ok(ending(status))
    }

    /// Waits for its end, which should be a good one.
    ///
    /// # Errors
    /// As [`Child::finish`]; [`Failure::Child`] if it failed or was killed.
    pub fn succeed(&mut self, lesson: &Lesson) -> Result {
        match self.finish(lesson)? {
            Ending::Exited(0) => Ok(()),
            Ending::Exited(code) => self.failed(format_args!("exit code {code}")),
            Ending::Killed(signal) => self.failed(signal),
        }
    }

    /// Has it come to its end already?
    ///
    /// # Errors
    /// [`Failure::Io`] if the system does not tell.
    pub fn has_ended(&mut self) -> Result<bool> {
        let status = self.process.try_wait();
        status
            .map(|status| status.is_some())
            .map_err(|error| io_failure(format!("look after the {}", self.role), &error))
    }

    /// Ends it by `SIGKILL`, which no program can delay.
    ///
    /// # Errors
    /// [`Failure::Io`] if that is not allowed.
    pub fn kill(&mut self) -> Result {
        self.process
            .kill()
            .map_err(|e| io_failure(format!("kill the {}", self.role), &e))
    }

    fn failed<T>(&self, how: impl Display) -> Result<T> {
        Err(Failure::Child(format!("the {} failed: {how}", self.role)))
    }

    /// Its next line with the end of line; empty when there will be no more.
    fn next_line(&mut self, lesson: &Lesson) -> Result<String> {
        // What has arrived already would not wake poll.
        while self.output.buffer().is_empty()
            && !lesson.wait(Some(self.output.get_ref()), None)?
        {}
        let mut line = String::new();
        let read = self.output.read_line(&mut line);
        read.map_err(|error| io_failure(format!("read from the {}", self.role), &error))?;
        Ok(line)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Both fail only for a child that has been waited for: then nothing is left to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The role of this process, if its parent gave it one.
pub(super) fn take_role(args: &mut Args) -> Result<Option<String>> {
    let Some(role) = args.value::<String>(ROLE)? else {
        return Ok(None);
    };
    // The kernel ends the child with its parent, even if the parent dies by SIGKILL.
    prctl::set_pdeathsig(Signal::SIGKILL).map_err(|errno| Failure::Io {
        what: "prctl(PR_SET_PDEATHSIG)".into(),
        errno,
    })?;
    let parent = args.positional().and_then(|pid| pid.parse().ok());
    match parent == Some(getppid().as_raw()) {
        true => Ok(Some(role)),
        // It died before the line above, or somebody types the role by hand.
        false => Err(Failure::Usage(format!("{ROLE} is for the program itself"))),
    }
}

fn ending(status: ExitStatus) -> Ending {
    let signal = status
        .signal()
        .and_then(|number| Signal::try_from(number).ok());
    signal.map_or(Ending::Exited(status.code().unwrap_or(1)), Ending::Killed)
}

fn io_failure(what: String, error: &io::Error) -> Failure {
    Failure::Io {
        what,
        errno: errno(error),
    }
}
