//! Making one access: the guard is opened, the program's own instruction runs, the guard is closed.
//!
//! All else that could run in this address space is stopped meanwhile, so nothing slips through.
//!
//! A plain load needs none of that. A debugger may read guarded memory, so the watcher loads for the
//! program: it puts the value into the register and moves the instruction pointer on. For a store there is
//! no such short cut: nobody may write to guarded memory, and an attachment of the watcher's own would show
//! in `nattch`.

use nix::libc::{self, user_regs_struct};
use nix::sys::ptrace;
use nix::unistd::Pid;

use super::decode::Operand;
use super::engine::{Done, Engine};
use super::event::{Access, Place, What};
use super::memory::{self, Value};
use super::task::Fault;
use super::{registers, remote};

impl Engine<'_> {
    /// Makes the access before which a task stands.
    pub fn access(&mut self, task: usize, fault: &Fault) -> Done<()> {
        if let Some(value) = self.load(task, fault)? {
            self.tell_access(task, fault, &fault.operands[0], Some(value), Some(value));
            return Ok(());
        }
        let pid = self.tasks[task].pid;
        let space = self.tasks[task].space;
        let regs = self.guard(task, &fault.regs, Open::Yes)?;
        ptrace::setregs(pid, regs)?;
        let before: Vec<_> = fault.operands.iter().map(|one| now(pid, one)).collect();
        let own = remote::stepped(pid, &mut self.tasks[task].late)?;
        let after: Vec<_> = fault.operands.iter().map(|one| now(pid, one)).collect();
        let regs = ptrace::getregs(pid)?;
        let regs = self.guard(task, &regs, Open::No)?;
        ptrace::setregs(pid, regs)?;
        self.tasks[task].at_signal = true;
        self.spaces[space].open = false;
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

    /// Does a plain load for the program; `None` if it is something else.
    fn load(&mut self, task: usize, fault: &Fault) -> Done<Option<Value>> {
        let [operand] = fault.operands.as_slice() else {
            return Ok(None);
        };
        let space = &self.spaces[self.tasks[task].space];
        let pid = self.tasks[task].pid;
        let whole = space.find(operand.address).is_some_and(|guard| {
            let readable = guard.rights & libc::PROT_READ as u64 != 0;
            readable && operand.address + operand.length <= guard.start + guard.length
        });
        let Some(plain) = fault.plain.filter(|_| whole) else {
            return Ok(None);
        };
        let Some(value) = memory::peek(pid, operand.address, operand.length as usize)
        else {
            return Ok(None);
        };
        let Some(mut number) = value.number() else {
            return Ok(None);
        };
        let unused = 64 - 8 * operand.length as u32;
        if plain.signed {
            number = (((number << unused) as i64) >> unused) as u64;
        }
        let mut regs: user_regs_struct = *fault.regs;
        if registers::set(&mut regs, plain.to, number).is_none() {
            return Ok(None);
        }
        regs.rip += plain.length;
        ptrace::setregs(pid, regs)?;
        self.tasks[task].at_signal = true;
        Ok(Some(value))
    }

    /// Opens or closes all guards of a task's address space. The registers are those to be set afterwards.
    pub fn guard(
        &mut self,
        task: usize,
        regs: &user_regs_struct,
        open: Open,
    ) -> Done<user_regs_struct> {
        let who = &mut self.tasks[task];
        let space = &mut self.spaces[who.space];
        if let Some(at) = space.syscall {
            for guard in &space.guards {
                let rights = if open == Open::Yes { guard.rights } else { 0 };
                let words = [guard.start, guard.length, rights, 0];
                remote::call(
                    who.pid,
                    regs,
                    at,
                    (libc::SYS_mprotect, words),
                    &mut who.late,
                )?;
            }
        }
        space.open = open == Open::Yes;
        Ok(*regs)
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
        self.tell(task, fault.regs.rip, What::Access(access));
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
