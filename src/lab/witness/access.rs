//! Making one access: the guard is opened, the program's own instruction runs, the guard is closed.
//!
//! All else that could run in this address space is stopped meanwhile, so nothing slips through.
//!
//! Most accesses are plain and need less than that: see `plain`.

use nix::libc::{self, user_regs_struct};
use nix::sys::ptrace;
use nix::unistd::Pid;

use super::decode::Operand;
use super::engine::{Done, Engine};
use super::event::{Access, Place, What};
use super::guard::Guard;
use super::memory::{self, Value};
use super::remote;
use super::task::Fault;
use super::told::at;

impl Engine<'_> {
    /// Makes the access before which a task stands.
    pub fn access(&mut self, task: usize, fault: &Fault) -> Done<()> {
        if let Some((before, after)) = self.plain(task, fault)? {
            self.tell_access(task, fault, &fault.operands[0], before, after);
            return Ok(());
        }
        let pid = self.tasks[task].pid;
        let one = match fault.operands.as_slice() {
            [one] if !one.is_unknown => Some(one),
            _ => None,
        };
        self.guard(task, &fault.regs, Open::Yes, one)?;
        ptrace::setregs(pid, *fault.regs)?;
        let before: Vec<_> = fault.operands.iter().map(|one| now(pid, one)).collect();
        let own = remote::stepped(pid, &mut self.tasks[task].late)?;
        let after: Vec<_> = fault.operands.iter().map(|one| now(pid, one)).collect();
        let regs = ptrace::getregs(pid)?;
        self.guard(task, &regs, Open::No, one)?;
        ptrace::setregs(pid, regs)?;
        self.tasks[task].at_signal = true;
        if let Some(info) = own {
            // It also touched something that is nobody's: the fault is its own.
            self.tasks[task].late.signals.insert(0, info);
            return Ok(());
        }
        for ((operand, before), after) in fault.operands.iter().zip(before).zip(after) {
            self.tell_access(task, fault, operand, before, after);
        }
        Ok(())
    }

    /// Opens or closes guards of a task's address space: those that an operand touches, or all.
    ///
    /// The task's registers are those of the call afterwards.
    pub fn guard(
        &mut self,
        task: usize,
        regs: &user_regs_struct,
        open: Open,
        operand: Option<&Operand>,
    ) -> Done<()> {
        let who = &mut self.tasks[task];
        let space = &mut self.spaces[who.space];
        let Some(at) = space.syscall else {
            return Ok(());
        };
        let touched = |guard: &&Guard| {
            operand.is_none_or(|one| guard.overlaps(one.address, one.length))
        };
        for guard in space.guards.iter().filter(touched) {
            let rights = if open == Open::Yes { guard.rights } else { 0 };
            let words = [guard.start, guard.length, rights, 0];
            let words = (libc::SYS_mprotect, words);
            remote::command(who.pid, regs, at, words, &mut who.late)?;
        }
        Ok(())
    }

    fn tell_access(
        &mut self,
        task: usize,
        fault: &Fault,
        operand: &Operand,
        before: Option<Value>,
        after: Option<Value>,
    ) {
        let Some(place) = self.place(task, operand.address) else {
            return;
        };
        let access = Access {
            place,
            length: operand.length,
            kind: operand.kind,
            atomic: operand.atomic,
            before,
            after,
            by_call: None,
        };
        self.tell(task, at(&fault.regs), What::Access(access));
    }

    /// Where an address is, in terms that are the same for all processes.
    pub fn place(&mut self, task: usize, address: u64) -> Option<Place> {
        let guard = self.spaces[self.tasks[task].space].find(address)?;
        let offset = address - guard.start;
        Some(Place {
            segment: self.world.segments.of(guard.shmid),
            offset,
        })
    }
}

/// What the guards shall be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    Yes,
    No,
}

fn now(pid: Pid, operand: &Operand) -> Option<Value> {
    let length = (operand.length as usize).min(Value::MOST);
    let mut bytes = [0; Value::MOST];
    memory::read(pid, operand.address, &mut bytes[..length])?;
    Some(Value::new(&bytes[..length]))
}
