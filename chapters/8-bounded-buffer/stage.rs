//! The stage: real processes that take their steps in the order that is written, and the set's
//! values after each. Whether one sleeps, the kernel says: nobody waits for a while and guesses.

use std::fmt::Display;
use std::time::Duration;

use nix::sys::signal::Signal;
use shm_workbook::SemaphoreSet;
use shm_workbook::lesson::{self, Child, Ending, Failure, Lesson};

/// The processes by their letters, the set, and what its members are called.
pub struct Stage<'a> {
    lesson: &'a Lesson,
    set: Option<SemaphoreSet>,
    members: &'static [&'static str],
    hands: Vec<(char, Child)>,
}

impl<'a> Stage<'a> {
    /// Starts one process in this role for each letter, and waits until all are there.
    pub fn start(
        lesson: &'a Lesson,
        letters: &str,
        role: &str,
        arguments: &[&dyn Display],
    ) -> lesson::Result<Stage<'a>> {
        let start = |letter: char| {
            let mut child = lesson.spawn(role, arguments)?.named(letter);
            child.answer(lesson)?;
            Ok((letter, child))
        };
        let hands = letters.chars().map(start).collect::<lesson::Result<_>>()?;
        Ok(Stage {
            lesson,
            set: None,
            members: &[],
            hands,
        })
    }

    /// From here on, this set's values are shown.
    pub fn with(self, set: SemaphoreSet, members: &'static [&'static str]) -> Self {
        Stage {
            set: Some(set),
            members,
            ..self
        }
    }

    /// Lets one process take a step, which it can take, and returns its answer.
    pub fn does(&mut self, who: char, what: &str) -> lesson::Result<String> {
        self.find(who)?.tell(what)?;
        let answer = self.hear(who)?;
        self.show(who, what, &answer)?;
        Ok(answer)
    }

    /// Lets one process take these steps.
    pub fn all(&mut self, who: char, steps: &[&str]) -> lesson::Result {
        steps
            .iter()
            .try_for_each(|step| self.does(who, step).map(drop))
    }

    /// Lets one process ask for what it does not get, and waits until the kernel counts it as
    /// asleep at this member.
    pub fn sleeps(&mut self, who: char, what: &str, member: u16) -> lesson::Result {
        let before = self.asleep_at(member)?;
        self.find(who)?.tell(what)?;
        while self.asleep_at(member)? <= before {
            let lesson = self.lesson;
            if self.find(who)?.speaks(lesson, Duration::from_millis(5))? {
                self.hear(who)?;
                return Err(Failure::Child(format!("{who} went on after {what}")));
            }
        }
        self.show(who, what, "sleeps")
    }

    /// Hears from a process that slept, and goes on.
    pub fn wakes(&mut self, who: char) -> lesson::Result {
        let answer = self.hear(who)?;
        self.show(who, "wakes", &answer)
    }

    /// Ends a process by SIGKILL, wherever it is.
    pub fn kill(&mut self, who: char) -> lesson::Result {
        let lesson = self.lesson;
        let child = self.find(who)?;
        child.kill()?;
        match child.finish(lesson)? {
            Ending::Killed(Signal::SIGKILL) => self.show(who, "kill -9", "killed"),
            other => Err(Failure::Child(format!("{who} ended by {other}"))),
        }
    }

    /// Waits for the good end of a process that has nothing to do any more.
    pub fn ends(&mut self, who: char) -> lesson::Result {
        let lesson = self.lesson;
        self.find(who)?.succeed(lesson)?;
        self.show(who, "exit", "ended")
    }

    /// Whose process id this is.
    pub fn letter(&self, pid: i32) -> Option<char> {
        let found = self
            .hands
            .iter()
            .find(|(_, child)| child.pid() as i32 == pid);
        found.map(|(letter, _)| *letter)
    }

    fn find(&mut self, who: char) -> lesson::Result<&mut Child> {
        let found = self.hands.iter_mut().find(|(letter, _)| *letter == who);
        let nobody = || Failure::Child(format!("nobody is called {who}"));
        found.map(|(_, child)| child).ok_or_else(nobody)
    }

    fn hear(&mut self, who: char) -> lesson::Result<String> {
        let lesson = self.lesson;
        self.find(who)?.answer(lesson)
    }

    /// Only the processes' own calls are shown, not those that ask about them.
    fn quietly<T>(
        &self,
        none: T,
        ask: impl FnOnce(SemaphoreSet) -> Result<T, shm_workbook::Error>,
    ) -> lesson::Result<T> {
        self.lesson.trace(false);
        let answer = self.set.map_or(Ok(none), ask);
        self.lesson.trace(true);
        Ok(answer?)
    }

    // ANCHOR: asleep
    /// How many the kernel counts as asleep at this member: GETNCNT and GETZCNT.
    fn asleep_at(&self, member: u16) -> lesson::Result<usize> {
        self.quietly(0, |set| {
            Ok(set.waiting(member)? + set.waiting_for_zero(member)?)
        })
    }
    // ANCHOR_END: asleep

    fn show(&self, who: char, what: &str, answer: &str) -> lesson::Result {
        let values = self.quietly(Vec::new(), SemaphoreSet::values)?;
        let values = self.members.iter().zip(values);
        let values = values.map(|(name, value)| format!("  {name} {value}"));
        let values: String = values.collect();
        let line = format!("{who}  {what:<20}  {answer:<12}{values}");
        self.lesson.say(line.trim_end())
    }
}
