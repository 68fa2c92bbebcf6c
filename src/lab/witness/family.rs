//! Tasks come, become other programs, and go.

use std::collections::BTreeMap;
use std::fs;

use nix::errno::Errno;
use nix::libc;
use nix::sys::ptrace;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::advance::{Until, Waited};
use super::engine::{Done, Engine, Trouble};
use super::event::{End, What};
use super::guard::Space;
use super::memory;
use super::patience::WALK;
use super::raw;
use super::remote::Late;
use super::stop::Stop;
use super::task::{Call, Path, Phase, Process, Task};
use super::told::{NOWHERE, at};

impl Engine<'_> {
    /// The program itself, which has been seized.
    pub fn first(&mut self, pid: Pid) {
        self.processes.push(Process::new(pid, None));
        self.add(pid, Path::new(), 0, 0);
    }

    fn add(&mut self, pid: Pid, path: Path, process: usize, space: usize) {
        self.by_pid.insert(pid, self.tasks.len());
        self.tasks.push(Task {
            pid,
            path,
            process,
            space,
            phase: Phase::Ready,
            late: Late::default(),
            signal: 0,
            at_signal: false,
            children: 0,
            walked: 0,
        });
    }

    /// A task has made another one by this call.
    pub fn born(&mut self, task: usize, call: &Call) -> Done<()> {
        let parent = self.tasks[task].pid;
        let pid = Pid::from_raw(ptrace::getevent(parent)? as i32);
        let flags = match call.number {
            libc::SYS_vfork => (libc::CLONE_VM | libc::CLONE_VFORK) as u64,
            libc::SYS_clone => call.words[0],
            libc::SYS_clone3 => memory::word(parent, call.words[0]).unwrap_or(0),
            _ => 0,
        };
        let has = |flag: i32| flags & flag as u64 != 0;
        // It stops before its first instruction.
        while !matches!(raw::wait(pid, true), Ok(_) | Err(Errno::ECHILD)) {}
        let (mut process, mut space) = (self.tasks[task].process, self.tasks[task].space);
        if !has(libc::CLONE_VM) {
            let copy = Space {
                open: false,
                ..self.spaces[space].clone()
            };
            self.spaces.push(copy);
            let copied = space;
            space = self.spaces.len() - 1;
            self.spots.copy(copied, space);
        }
        self.tasks[task].children += 1;
        let mut path = self.tasks[task].path.clone();
        path.push(self.tasks[task].children - 1);
        let is_process = !has(libc::CLONE_THREAD);
        if !is_process {
            // Whoever starts a thread may spin until it has begun: the thread goes first.
            self.tasks[task].walked += WALK;
        }
        if is_process {
            let begun = self.processes[process].begun;
            self.processes.push(Process {
                begun,
                ..Process::new(pid, Some(process))
            });
            process = self.processes.len() - 1;
        }
        self.add(pid, path, process, space);
        if is_process {
            let parent = self.processes[process].parent;
            let child = self.tasks.len() - 1;
            self.tell(child, at(&call.regs), What::Began { parent });
        }
        Ok(())
    }

    /// A task has become another program: its address space is new, and its other threads are gone.
    pub fn executed(&mut self, task: usize) -> Done<()> {
        let process = self.tasks[task].process;
        let leader = self.processes[process].pid;
        for other in 0..self.tasks.len() {
            if other != task && self.tasks[other].process == process {
                self.tasks[other].phase = Phase::Dead;
            }
        }
        // A thread that runs exec takes over the process's own id.
        self.tasks[task].pid = leader;
        self.by_pid.insert(leader, task);
        self.spaces.push(Space::default());
        self.tasks[task].space = self.spaces.len() - 1;
        let program = fs::read_link(format!("/proc/{leader}/exe")).unwrap_or_default();
        let program = program.to_string_lossy().into_owned();
        let is_first = !std::mem::replace(&mut self.processes[process].begun, true);
        self.processes[process].program.clone_from(&program);
        if is_first {
            self.tell(task, NOWHERE, What::Began { parent: None });
        }
        self.tell(task, NOWHERE, What::Became(program));
        Ok(())
    }

    /// A task makes its last call.
    pub fn exit(&mut self, task: usize, call: &Call) -> Done<()> {
        self.stirred = true;
        if call.number == libc::SYS_exit_group {
            return self.exit_group(task);
        }
        match self.wait(task, Until::ReturnOrWait)? {
            // The first thread of a process that others outlive: it is seen to end after them.
            Waited::Waits => {
                self.tasks[task].phase = Phase::Waits(call.clone());
                Ok(())
            }
            Waited::Stopped(stop) => self.stopped(task, stop),
        }
    }

    /// All threads of a process end. The kernel shows the end of the first one after those of the others.
    fn exit_group(&mut self, task: usize) -> Done<()> {
        let process = self.tasks[task].process;
        let mut stop = Stop::Trap;
        for other in (0..self.tasks.len()).rev() {
            let who = &mut self.tasks[other];
            if who.process == process && !matches!(who.phase, Phase::Dead) {
                who.phase = Phase::Dead;
                stop = reap(who.pid);
            }
        }
        self.ended(task, stop)
    }

    /// A task has ended.
    pub fn ended(&mut self, task: usize, stop: Stop) -> Done<()> {
        self.stirred = true;
        self.tasks[task].phase = Phase::Dead;
        let process = self.tasks[task].process;
        let is_alive = |other: &Task| {
            other.process == process && !matches!(other.phase, Phase::Dead)
        };
        if self.tasks.iter().any(is_alive) || self.processes[process].end.is_some() {
            return Ok(());
        }
        let end = match stop {
            Stop::Exited(code) => End::Exited(code),
            Stop::Killed(signal) => End::Killed(signal),
            _ => End::Unseen,
        };
        self.processes[process].end = Some(end);
        let undone = std::mem::take(&mut self.processes[process].undo);
        self.undo(task, &undone);
        if self.processes[process].begun {
            self.tell(task, NOWHERE, What::Ended(end));
        }
        Ok(())
    }

    /// A task was killed while the watcher had it in hand.
    pub fn lost(&mut self, task: usize) -> Done<()> {
        if matches!(self.tasks[task].phase, Phase::Dead) {
            return Ok(());
        }
        let seen = self.tasks[task].late.end.take();
        let stop = seen.unwrap_or_else(|| reap(self.tasks[task].pid));
        self.ended(task, stop)
    }

    /// Ends a task's process, as `kill -9` does, in the middle of what it does.
    pub fn kill(&mut self, task: usize) -> Result<(), String> {
        let process = self.tasks[task].process;
        let _ = kill(self.processes[process].pid, Signal::SIGKILL);
        for other in (0..self.tasks.len()).rev() {
            let who = &self.tasks[other];
            if who.process == process && !matches!(who.phase, Phase::Dead) {
                let stop = reap(who.pid);
                self.ended(other, stop)
                    .map_err(|_: Trouble| String::new())?;
            }
        }
        Ok(())
    }

    /// Will the end of this task change a semaphore?
    pub fn will_undo(&self, task: usize) -> bool {
        self.processes[self.tasks[task].process]
            .undo
            .values()
            .any(|&by| by != 0)
    }

    /// What the kernel undid is seen in the values.
    fn undo(&mut self, task: usize, undone: &BTreeMap<(usize, u16), i64>) {
        let changed: Vec<(usize, u16, i64)> = undone
            .iter()
            .filter(|(_, by)| **by != 0)
            .map(|(&(set, number), &by)| (set, number, by))
            .collect();
        for (set, number, by) in changed {
            self.undone(task, set, number, by);
        }
    }
}

/// Waits until a task has ended.
fn reap(pid: Pid) -> Stop {
    loop {
        match raw::wait(pid, true) {
            Ok(Some(status)) => {
                let stop = Stop::from_status(status);
                if matches!(stop, Stop::Exited(_) | Stop::Killed(_)) {
                    return stop;
                }
            }
            Ok(None) | Err(Errno::EINTR) => {}
            Err(_) => return Stop::Trap,
        }
    }
}
