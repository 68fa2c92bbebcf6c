//! Letting one task run to its next point.

use nix::libc;
use nix::sched::sched_yield;
use nix::sys::ptrace;

use super::decode::LONGEST;
use super::engine::{Done, Engine};
use super::event::What;
use super::look::{is_asleep, look, state};
use super::patience::{SLICE, WALK};
use super::raw::{self, Go};
use super::stop::Stop;
use super::task::{Fault, Phase};
use super::told::at;
use super::{calls, memory};

/// What came of waiting for a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waited {
    Stopped(Stop),
    /// It waits in the kernel for somebody else.
    Waits,
}

/// What a task that goes on may do before it stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// It runs the program's own code, perhaps for ever.
    Point,
    /// It is in a call that returns at once.
    Return,
    /// It is in a call that may wait.
    ReturnOrWait,
    /// It has made a child by `vfork`, or the like, and waits for it.
    ReturnOrChild,
}

impl Engine<'_> {
    /// Runs a task until it stands before an access or a call that matters, waits, has ended, or gives
    /// way to others.
    pub fn advance(&mut self, task: usize) -> Done<()> {
        let far = self.tasks[task].walked + WALK;
        while matches!(self.tasks[task].phase, Phase::Ready) {
            if self.tasks[task].walked >= far {
                return Ok(());
            }
            self.go(task, Go::Call)?;
            match self.wait(task, Until::Point)? {
                Waited::Waits => return Ok(()),
                Waited::Stopped(Stop::Trap) => self.tasks[task].walked += WALK,
                Waited::Stopped(stop) => self.stopped(task, stop)?,
            }
            self.tasks[task].walked += 1;
        }
        self.tasks[task].walked = 0;
        Ok(())
    }

    /// A task that ran its own code has stopped.
    pub fn stopped(&mut self, task: usize, stop: Stop) -> Done<()> {
        self.tasks[task].at_signal = matches!(stop, Stop::Signal(_));
        match stop {
            Stop::Call => self.entered(task),
            Stop::Signal(libc::SIGSEGV) => self.faulted(task),
            Stop::Signal(signal) => self.signalled(task, signal),
            Stop::Group(_) => {
                raw::resume(self.tasks[task].pid, Go::Listen, 0)?;
                self.tasks[task].phase = Phase::Held;
                Ok(())
            }
            Stop::Exited(_) | Stop::Killed(_) => self.ended(task, stop),
            Stop::Born | Stop::Exec | Stop::Trap => Ok(()),
        }
    }

    /// A signal of the program's own: it will be delivered when the task goes on.
    pub fn signalled(&mut self, task: usize, signal: i32) -> Done<()> {
        self.tasks[task].signal = signal;
        if self.has_begun(task) {
            let regs = ptrace::getregs(self.tasks[task].pid)?;
            self.tell(task, at(&regs), What::Signal(signal));
        }
        Ok(())
    }

    /// A fault in guarded memory is an access. Any other is the program's own.
    fn faulted(&mut self, task: usize) -> Done<()> {
        let pid = self.tasks[task].pid;
        let info = ptrace::getsiginfo(pid)?;
        // Only a fault has an address; SIGSEGV by `kill` has none.
        let space = self.tasks[task].space;
        let guarded = info.si_code > 0 && {
            let address = raw::fault_address(&info);
            self.spaces[space].find(address).is_some()
        };
        if !guarded {
            return self.signalled(task, libc::SIGSEGV);
        }
        let regs = ptrace::getregs(pid)?;
        let fault = self.fault(task, regs, raw::fault_address(&info));
        self.tasks[task].phase = Phase::Access(fault);
        Ok(())
    }

    fn fault(
        &mut self,
        task: usize,
        regs: libc::user_regs_struct,
        address: u64,
    ) -> Fault {
        let pid = self.tasks[task].pid;
        let space = &self.spaces[self.tasks[task].space];
        let mut bytes = [0; LONGEST];
        // Less than the longest instruction may be left on its page: read what there is.
        if memory::read(pid, regs.rip, &mut bytes).is_none() {
            let page = 4096 - (regs.rip % 4096) as usize;
            let _ = memory::read(pid, regs.rip, &mut bytes[..page.min(LONGEST)]);
        }
        let decoded = self.instructions.decode(regs.rip, bytes);
        let plain = decoded.and_then(super::decode::Decoded::plain);
        let mut operands = decoded.map(|one| one.operands(&regs)).unwrap_or_default();
        operands.retain(|one| space.is_guarded(one.address, one.length));
        if operands.is_empty() {
            // Such as a gather: it is known where, not how much.
            operands.push(super::decode::Operand::unknown(address));
        }
        Fault {
            regs: Box::new(regs),
            operands,
            plain,
        }
    }

    /// Lets a task go on, and delivers what has come for it.
    pub fn go(&mut self, task: usize, go: Go) -> Done<()> {
        let who = &mut self.tasks[task];
        let mut signal = std::mem::take(&mut who.signal);
        if signal == 0 && !who.late.signals.is_empty() {
            let info = who.late.signals.remove(0);
            signal = info.si_signo;
            if who.at_signal {
                ptrace::setsiginfo(who.pid, &info)?;
            }
        }
        who.at_signal = false;
        Ok(raw::resume(who.pid, go, signal)?)
    }

    /// Waits for a task that goes on.
    pub fn wait(&mut self, task: usize, until: Until) -> Done<Waited> {
        let pid = self.tasks[task].pid;
        let mut computed = None;
        let _ = sched_yield();
        loop {
            if let Some(stop) = look(pid)? {
                return Ok(Waited::Stopped(stop));
            }
            match until {
                Until::ReturnOrWait | Until::ReturnOrChild => match state(pid) {
                    // It waits for a lock of the kernel's, or for a page: on a busy machine any call does.
                    b'D' if until == Until::ReturnOrWait => self.reap_threads(task)?,
                    b'S' if !is_asleep(pid) => drop(sched_yield()),
                    // Asleep, or a dead thread that others outlive, or waiting for a child of vfork.
                    b'S' | b'D' | b'Z' => {
                        return Ok(look(pid)?.map_or(Waited::Waits, Waited::Stopped));
                    }
                    b't' => {}
                    _ => drop(sched_yield()),
                },
                Until::Return => drop(self.bell.wait(SLICE)),
                Until::Point => {
                    if !self.bell.wait(SLICE)
                        && self.has_had_its_turn(task, &mut computed)
                    {
                        ptrace::interrupt(pid)?;
                    }
                }
            }
        }
    }

    /// Who runs `exec` waits in the kernel until the other threads of its process are gone, and of those the
    /// watcher has to take note.
    fn reap_threads(&mut self, task: usize) -> Done<()> {
        for other in 0..self.tasks.len() {
            let who = &self.tasks[other];
            let is_other = other != task && who.process == self.tasks[task].process;
            if is_other && !matches!(who.phase, Phase::Dead) && state(who.pid) == b'Z' {
                if let Some(stop) = look(who.pid)? {
                    self.ended(other, stop)?;
                }
            }
        }
        let _ = sched_yield();
        Ok(())
    }

    fn waits_for_child(&self, task: usize) -> bool {
        matches!(&self.tasks[task].phase, Phase::Waits(call) if calls::may_vfork(call.number, call.words))
    }

    /// A task that waited may have gone on meanwhile.
    pub fn look_at(&mut self, task: usize) -> Done<()> {
        let pid = self.tasks[task].pid;
        let is_held = matches!(self.tasks[task].phase, Phase::Held);
        let stop = loop {
            if let Some(stop) = look(pid)? {
                break stop;
            }
            match state(pid) {
                // The kernel shows one that is held as traced, whatever it is about to do.
                _ if is_held => return Ok(()),
                b'R' => drop(sched_yield()),
                b'D' if !self.waits_for_child(task) => drop(sched_yield()),
                b'S' if !is_asleep(pid) => drop(sched_yield()),
                b't' => {}
                // It may have stopped since it was looked at.
                _ => match look(pid)? {
                    Some(stop) => break stop,
                    None => return Ok(()),
                },
            }
        };
        match std::mem::replace(&mut self.tasks[task].phase, Phase::Ready) {
            Phase::Waits(call) => self.woken(task, call, stop),
            // A stop that Listen reports: SIGCONT has come.
            _ => match stop {
                Stop::Trap => Ok(()),
                stop => self.stopped(task, stop),
            },
        }
    }
}
