//! When nobody can go on, and when nobody shall.

use nix::libc;
use nix::sys::ptrace;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::access::Open;
use super::conductor::Decision;
use super::engine::{Done, Engine};
use super::stop::Stop;
use super::task::{Call, Phase, Task};
use super::{calls, raw, world};

impl Engine<'_> {
    /// Nobody can go on. Time or the world outside may change that; if not, it is a deadlock.
    pub fn idle(&mut self) -> Result<(), String> {
        if self.close_for_others()? {
            return Ok(());
        }
        if self
            .tasks
            .iter()
            .any(|task| matches!(task.phase, Phase::Ready))
        {
            // They may do what the others wait for.
            self.stirred = true;
            return Ok(());
        }
        let waiting: Vec<(usize, Call)> = (0..self.tasks.len())
            .filter_map(|task| match &self.tasks[task].phase {
                // One that stands before a call would wait, too; else somebody would have been chosen.
                Phase::Waits(call) | Phase::Call(call) => Some((task, call.clone())),
                _ => None,
            })
            .collect();
        let by_itself = |(task, call): &(usize, Call)| self.may_end(*task, call);
        let held = self
            .tasks
            .iter()
            .any(|task| matches!(task.phase, Phase::Held));
        if !held && !waiting.iter().any(by_itself) {
            let texts: Vec<(usize, String)> = waiting
                .iter()
                .map(|(task, call)| (*task, self.describe(*task, call)))
                .collect();
            let mut left = Vec::new();
            for (task, _) in &texts {
                if matches!(self.tasks[*task].phase, Phase::Call(_)) {
                    left.push((self.tasks[*task].path.clone(), self.op(*task)));
                }
            }
            if self.conductor.stuck(&texts, left) == Decision::Stop {
                self.end_all();
            }
        }
        self.bell.wait(100);
        self.stirred = true;
        Ok(())
    }

    /// Are the guards of its address space open, since another of its tasks waits in a call that will use the
    /// memory? Then it must not run: nobody would see what it does.
    pub fn is_open(&self, task: usize) -> bool {
        self.spaces[self.tasks[task].space].open
    }

    /// Those who wait for an open guard may be the ones that the call waits for. So it is closed under the
    /// call, which then fails with `EFAULT`, and is made once more.
    fn close_for_others(&mut self) -> Result<bool, String> {
        for task in 0..self.tasks.len() {
            if !self.is_open(task) {
                continue;
            }
            let done = match self.tasks[task].phase.clone() {
                Phase::Access(fault) => self.close_under(task, &fault.regs),
                Phase::Ready => match ptrace::getregs(self.tasks[task].pid) {
                    Ok(regs) => self.close_under(task, &regs),
                    Err(_) => continue,
                },
                Phase::Call(call) => self.open_at_entry(task, &call, Open::No),
                _ => continue,
            };
            let space = self.tasks[task].space;
            self.spaces[space].open = false;
            self.unless_lost(task, done)?;
            return Ok(true);
        }
        Ok(false)
    }

    fn close_under(&mut self, task: usize, regs: &libc::user_regs_struct) -> Done<()> {
        self.guard(task, regs, Open::No, None)?;
        ptrace::setregs(self.tasks[task].pid, *regs)?;
        self.tasks[task].at_signal = false;
        Ok(())
    }

    fn may_end(&self, task: usize, call: &Call) -> bool {
        let reads = matches!(call.number, libc::SYS_read | libc::SYS_write);
        if !reads {
            return calls::may_end_by_itself(call.number, call.words);
        }
        let name = world::channel(self.tasks[task].pid, call.words[0]);
        name.is_none_or(|name| self.world.outside.contains(&name))
    }

    /// Ends whatever is left; `false` if nothing was.
    pub fn end_all(&mut self) -> bool {
        let alive = |task: &&Task| !matches!(task.phase, Phase::Dead);
        let pids: Vec<Pid> = self
            .tasks
            .iter()
            .filter(alive)
            .map(|task| task.pid)
            .collect();
        for &pid in &pids {
            let _ = ptrace::kill(pid);
            let _ = kill(pid, Signal::SIGKILL);
        }
        let some = !pids.is_empty();
        for pid in pids.into_iter().rev() {
            while let Ok(Some(status)) = raw::wait(pid, true) {
                if matches!(Stop::from_status(status), Stop::Exited(_) | Stop::Killed(_))
                {
                    break;
                }
            }
        }
        for task in &mut self.tasks {
            task.phase = Phase::Dead;
        }
        some
    }
}
