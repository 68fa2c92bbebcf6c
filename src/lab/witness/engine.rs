//! The watcher: it follows a program, one task at a time.
//!
//! Only one task runs at any moment; all others are stopped, or wait in the kernel. On one processor that
//! costs nothing, and it makes the order of what is recorded the order in which it happened. A task runs to
//! its next *point*: an access to a segment, or a call that others can notice. There the conductor says who
//! goes next.

use std::collections::HashMap;
use std::ffi::OsString;

use nix::errno::Errno;
use nix::unistd::Pid;

use super::conductor::{Choice, Conductor, Decision};
use super::decode::Instructions;
use super::event::End;
use super::guard::Space;
use super::leftovers::Made;
use super::spots::Spots;
use super::start::{self, Output};
use super::task::{Phase, Process, Task};
use super::world::{self, World};
use crate::trial::bell::Bell;

/// Why a run cannot go on.
#[derive(Debug)]
pub enum Trouble {
    /// A task has gone away: it was killed while the watcher had it in hand.
    Lost,
    /// Anything else, for the reader.
    Text(String),
}

impl From<Errno> for Trouble {
    fn from(errno: Errno) -> Self {
        match errno {
            Errno::ESRCH => Self::Lost,
            errno => Self::Text(format!("ptrace: {errno}")),
        }
    }
}

pub type Done<T> = Result<T, Trouble>;

pub struct Engine<'a> {
    pub tasks: Vec<Task>,
    pub by_pid: HashMap<Pid, usize>,
    pub processes: Vec<Process>,
    pub spaces: Vec<Space>,
    pub world: World,
    pub instructions: Instructions,
    pub spots: Spots,
    pub conductor: &'a mut dyn Conductor,
    pub bell: Bell,
    /// A call has been made: somebody who waited may go on.
    pub stirred: bool,
    pub made: Made,
    /// The channel that the `close` at hand closes.
    pub closing: Option<usize>,
    /// Accesses since the waiting tasks were looked at.
    quiet: u32,
}

/// How many accesses may pass until the waiting tasks are looked at once more: time may have woken one.
const PATIENCE: u32 = 64;

impl<'a> Engine<'a> {
    /// Runs a program to its end, and says how it ended.
    ///
    /// # Errors
    /// A text for the reader: this machine allows no tracing, the program cannot be started.
    pub fn run(
        words: &[OsString],
        output: Output,
        conductor: &'a mut dyn Conductor,
    ) -> Result<(End, Spots), String> {
        let bell = Bell::new()?;
        let pid = start::start(words, output)?;
        Self::observe(pid, bell, conductor)
    }

    /// Follows a program that has been seized before its first instruction, until its end.
    ///
    /// # Errors
    /// A text for the reader: it is no program that can be followed.
    pub fn observe(
        pid: Pid,
        bell: Bell,
        conductor: &'a mut dyn Conductor,
    ) -> Result<(End, Spots), String> {
        let mut engine = Self {
            tasks: Vec::new(),
            by_pid: HashMap::new(),
            processes: Vec::new(),
            spaces: vec![Space::default()],
            world: World {
                outside: world::channels(pid),
                ..World::default()
            },
            instructions: Instructions::default(),
            spots: Spots::default(),
            conductor,
            bell,
            stirred: false,
            made: Made::default(),
            closing: None,
            quiet: 0,
        };
        engine.first(pid);
        let end = engine.conduct();
        // What a program leaves that has ended by itself is its own affair, unless it is run again.
        if engine.end_all() || engine.conductor.is_exact() {
            engine.made.remove();
        }
        Ok((end?, engine.spots))
    }

    fn conduct(&mut self) -> Result<End, String> {
        loop {
            self.settle()?;
            if self.advance_all()? || self.stirred {
                // Somebody's last call may have woken others: they belong to the choice.
                continue;
            }
            if self
                .tasks
                .iter()
                .all(|task| matches!(task.phase, Phase::Dead))
            {
                return Ok(self.processes[0].end.unwrap_or(End::Unseen));
            }
            match self.decide()? {
                Some((task, Decision::Run(_))) => self.perform(task)?,
                Some((task, Decision::Kill(_))) => self.kill(task)?,
                Some((task, Decision::Interrupt(_))) => self.interrupt(task)?,
                Some((_, Decision::Stop)) => return Ok(End::Unseen),
                None => self.idle()?,
            }
        }
    }

    /// Who goes next; `None` if nobody stands before anything.
    fn decide(&mut self) -> Result<Option<(usize, Decision)>, String> {
        let before: Vec<usize> = (0..self.tasks.len())
            .filter(|&task| {
                let phase = &self.tasks[task].phase;
                matches!(phase, Phase::Access(_) | Phase::Call(_)) && !self.is_open(task)
            })
            .collect();
        let mut ops = Vec::new();
        for &task in &before {
            ops.push(if self.conductor.is_exact() {
                let passes = self.goes_through(task)?;
                (Some(self.op(task)), passes == Some(false))
            } else {
                (None, false)
            });
        }
        let all_wait = ops.iter().all(|(_, waits)| *waits);
        let each = before.into_iter().zip(ops);
        let choices: Vec<Choice<'_>> = each
            .map(|(task, (op, waits))| Choice {
                task,
                path: &self.tasks[task].path,
                op,
                waits,
            })
            .collect();
        if all_wait {
            return Ok(None);
        }
        let decision = self.conductor.choose(&choices);
        Ok(match decision {
            Decision::Run(at) | Decision::Kill(at) | Decision::Interrupt(at) => {
                choices.get(at).map(|choice| (choice.task, decision))
            }
            Decision::Stop => Some((0, decision)),
        })
    }

    fn perform(&mut self, task: usize) -> Result<(), String> {
        let phase = std::mem::replace(&mut self.tasks[task].phase, Phase::Ready);
        let done = match phase {
            Phase::Access(fault) => self.access(task, &fault),
            Phase::Call(call) => self.make(task, call),
            other => {
                self.tasks[task].phase = other;
                Ok(())
            }
        };
        self.unless_lost(task, done)
    }

    /// `true` if anybody went on who may come to a point soon.
    fn advance_all(&mut self) -> Result<bool, String> {
        let mut busy = false;
        let mut task = 0;
        while task < self.tasks.len() {
            if matches!(self.tasks[task].phase, Phase::Ready) && !self.is_open(task) {
                busy |= !self.is_restless(task);
                let done = self.advance(task);
                self.unless_lost(task, done)?;
            }
            task += 1;
        }
        Ok(busy)
    }

    /// A task that is gone has an end; let the others go on.
    pub fn unless_lost(&mut self, task: usize, done: Done<()>) -> Result<(), String> {
        match done {
            Ok(()) => Ok(()),
            Err(Trouble::Text(text)) => Err(text),
            Err(Trouble::Lost) => {
                self.lost(task).map_err(|_| "a task was lost".to_string())
            }
        }
    }

    /// Looks at those who wait: the last call may have woken some.
    fn settle(&mut self) -> Result<(), String> {
        self.quiet += 1;
        if !std::mem::take(&mut self.stirred) && self.quiet < PATIENCE {
            return Ok(());
        }
        self.quiet = 0;
        for task in 0..self.tasks.len() {
            if matches!(self.tasks[task].phase, Phase::Waits(_) | Phase::Held) {
                let done = self.look_at(task);
                self.unless_lost(task, done)?;
            }
        }
        Ok(())
    }
}
