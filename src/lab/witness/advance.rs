//! Letting one task run to its next point.

use std::fs;

use nix::errno::Errno;
use nix::libc;
use nix::sched::sched_yield;
use nix::sys::ptrace;
use nix::unistd::Pid;
use shm_workbook::procfs::process;

use super::decode::LONGEST;
use super::engine::{Done, Engine, Trouble};
use super::event::What;
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

/// How long a task may compute while others could go on, in milliseconds.
const SLICE: u16 = 50;

impl Engine<'_> {
    /// Runs a task until it stands before an access or a call that matters, waits, or has ended.
    pub fn advance(&mut self, task: usize) -> Done<()> {
        while matches!(self.tasks[task].phase, Phase::Ready) {
            self.go(task, Go::Call)?;
            match self.wait(task, Until::Point)? {
                Waited::Waits => return Ok(()),
                Waited::Stopped(Stop::Trap) => return Ok(()),
                Waited::Stopped(stop) => self.stopped(task, stop)?,
            }
        }
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
        let _ = sched_yield();
        loop {
            if let Some(stop) = look(pid)? {
                return Ok(Waited::Stopped(stop));
            }
            match until {
                Until::ReturnOrWait | Until::ReturnOrChild => match state(pid) {
                    // It waits for a lock of the kernel's, or for a page: on a busy machine any call does.
                    b'D' if until == Until::ReturnOrWait => drop(sched_yield()),
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
                    if !self.bell.wait(SLICE) && self.others_could_go_on(task) {
                        ptrace::interrupt(pid)?;
                    }
                }
            }
        }
    }

    fn others_could_go_on(&self, task: usize) -> bool {
        let could = |phase: &Phase| !matches!(phase, Phase::Dead | Phase::Held);
        let mut others = self
            .tasks
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != task);
        !self.conductor.is_exact() && others.any(|(_, other)| could(&other.phase))
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

/// Has it stopped?
fn look(pid: Pid) -> Done<Option<Stop>> {
    match raw::wait(pid, false) {
        Ok(status) => Ok(status.map(Stop::from_status)),
        Err(Errno::EINTR) => Ok(None),
        Err(Errno::ECHILD) => Err(Trouble::Lost),
        Err(errno) => Err(errno.into()),
    }
}

/// Does it sleep indeed? A task calls itself asleep some time before it goes to sleep, while it still
/// looks for a reason not to, and on a busy machine it may be kept there. `/proc/PID/syscall` tells.
fn is_asleep(pid: Pid) -> bool {
    !matches!(process::system_call(pid), Ok(None))
}

/// The letter for a task's state, as `proc_pid_stat(5)` lists them; `?` if it is gone.
fn state(pid: Pid) -> u8 {
    let text = fs::read(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name before it is the program's choice, and may hold anything but ends with the last `)`.
    let after = text.iter().rposition(|&byte| byte == b')').map(|at| at + 2);
    after.and_then(|at| text.get(at).copied()).unwrap_or(b'?')
}
