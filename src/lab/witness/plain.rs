//! Plain loads and stores, made by the watcher in the program's place.
//!
//! Most accesses are a `mov` between memory and a register. A debugger may read guarded memory, so the watcher
//! loads for the program: it puts the value into the register and moves the instruction pointer on, and the
//! guard stays closed. To store, it needs the guard open, for nobody may write to guarded memory (an
//! attachment of the watcher's own would show in `nattch`); but it saves the step.

use nix::libc::{self, user_regs_struct};
use nix::sys::ptrace;

use super::access::Open;
use super::decode::Moves;
use super::engine::{Done, Engine};
use super::memory::{self, Value};
use super::registers;
use super::task::Fault;

/// What a place held before and after an access.
pub type Values = (Option<Value>, Option<Value>);

impl Engine<'_> {
    /// Makes a plain access for the program; `None` if it is something else.
    pub fn plain(&mut self, task: usize, fault: &Fault) -> Done<Option<Values>> {
        let ([operand], Some(plain)) = (fault.operands.as_slice(), fault.plain) else {
            return Ok(None);
        };
        let right = match plain.moves {
            Moves::Into { .. } => libc::PROT_READ,
            Moves::From(_) | Moves::Number(_) => libc::PROT_WRITE,
        };
        let space = &self.spaces[self.tasks[task].space];
        let whole = space.find(operand.address).is_some_and(|guard| {
            guard.rights & right as u64 != 0
                && operand.address + operand.length <= guard.start + guard.length
        });
        let pid = self.tasks[task].pid;
        let length = operand.length as usize;
        let before = memory::peek(pid, operand.address, length);
        let Some(number) = before.filter(|_| whole).and_then(|value| value.number())
        else {
            return Ok(None);
        };
        let mut regs: user_regs_struct = *fault.regs;
        regs.rip += plain.length;
        let stored = match plain.moves {
            Moves::Into { to, signed } => {
                let unused = 64 - 8 * operand.length as u32;
                let extended = (((number << unused) as i64) >> unused) as u64;
                let value = if signed { extended } else { number };
                if registers::set(&mut regs, to, value).is_none() {
                    return Ok(None);
                }
                ptrace::setregs(pid, regs)?;
                self.tasks[task].at_signal = true;
                return Ok(Some((before, before)));
            }
            Moves::From(register) => registers::get(&fault.regs, register),
            Moves::Number(number) => Some(number),
        };
        let Some(stored) = stored else {
            return Ok(None);
        };
        let bytes = &stored.to_le_bytes()[..length];
        self.guard(task, &fault.regs, Open::Yes, Some(operand))?;
        let done = memory::write(pid, operand.address, bytes);
        self.guard(task, &fault.regs, Open::No, Some(operand))?;
        self.tasks[task].at_signal = true;
        if done.is_none() {
            // Such as a segment that was locked or a page that cannot be had: the step will tell.
            return Ok(None);
        }
        ptrace::setregs(pid, regs)?;
        Ok(Some((before, Some(Value::new(bytes)))))
    }
}
