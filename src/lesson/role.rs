//! A role is this program, run again as somebody else: how one is started, and how it knows.
//!
//! Not a `fork`: exec detaches everything, so that each child has to make its own `shmat` and
//! shows it.

use std::env;
use std::fmt::Display;
use std::io;
use std::process::{Command, Stdio};

use nix::sys::prctl;
use nix::sys::signal::Signal;
use nix::unistd::getppid;

use super::args::Args;
use super::child::{Child, io_failure};
use super::course::Lesson;
use super::failure::{Failure, Result};
use super::layout::Kind;
use super::{kernel, output, words};

const ROLE: &str = "--role";

/// What plays a chapter or a role.
pub type Play = fn(&mut Lesson) -> Result;

/// A role's name, and what plays it.
pub type Role = (&'static str, Play);

impl Lesson {
    /// Starts this program again, in a role.
    ///
    /// # Errors
    /// [`Failure::Io`] if no process can be made.
    pub fn spawn(&self, role: &str, arguments: &[&dyn Display]) -> Result<Child> {
        let failed = |error: &io::Error| io_failure(format!("start the {role}"), error);
        let there = kernel::segments().ok();
        let process = Command::new(env::current_exe().map_err(|e| failed(&e))?)
            .args([ROLE, role, &std::process::id().to_string()])
            .args(arguments.iter().map(ToString::to_string))
            // Its errors stand on stderr beside this program's.
            .env("LC_ALL", words::language().locale())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| failed(&e))?;
        Child::new(role, process, there)
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

    /// In a role: answers the parent, which hears it by [`Child::answer`] and prints nothing.
    ///
    /// # Errors
    /// [`Failure`] if the parent does not listen any more.
    pub fn answer(&self, text: impl Display) -> Result {
        output::print(Kind::Answer, text)
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

/// What plays the role that this process's parent gave it, if it did.
pub(super) fn take(args: &mut Args, roles: &[Role]) -> Result<Option<Play>> {
    let Some(name) = args.value::<String>(ROLE)? else {
        return Ok(None);
    };
    // The kernel ends the child with its parent, even if the parent dies by SIGKILL.
    prctl::set_pdeathsig(Signal::SIGKILL).map_err(|errno| Failure::Io {
        what: "prctl(PR_SET_PDEATHSIG)".into(),
        errno,
    })?;
    let parent = args.positional().and_then(|pid| pid.parse().ok());
    if parent != Some(getppid().as_raw()) {
        // It died before the line above, or somebody types the role by hand.
        return Err(Failure::Usage(format!("{ROLE} is for the program itself")));
    }
    match roles.iter().find(|(role, _)| *role == name) {
        Some((_, play)) => Ok(Some(*play)),
        None => Err(Failure::Usage(format!(
            "{ROLE} {name}: there is no such role"
        ))),
    }
}
