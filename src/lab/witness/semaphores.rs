//! Asking semaphores for their values, and what a call would do to them.

use nix::libc;
use nix::sys::ptrace;

use super::engine::{Done, Engine, Trouble};
use super::event::{Effect, SemOp, What};
use super::remote;
use super::semop::{numbers, passes};
use super::task::{Call, Phase};
use super::told::NOWHERE;

impl Engine<'_> {
    /// The value of a semaphore, from the kernel. The task is stopped, and asks for us.
    fn ask(&mut self, task: usize, semid: i32, number: u16) -> Done<Option<i64>> {
        let words = [semid as u64, u64::from(number), libc::GETVAL as u64, 0];
        let words = (libc::SYS_semctl, words);
        let who = &mut self.tasks[task];
        let value = if let Phase::Call(call) = &who.phase {
            remote::call_at_entry(who.pid, &call.regs, words, &mut who.late)?
        } else {
            let Some(at) = self.spaces[who.space].syscall else {
                return Ok(None);
            };
            let regs = ptrace::getregs(who.pid)?;
            let value = remote::call(who.pid, &regs, at, words, &mut who.late)?;
            ptrace::setregs(who.pid, regs)?;
            value
        };
        Ok((value >= 0).then_some(value))
    }

    /// The values of these semaphores now, as far as the task may know them.
    pub fn values(
        &mut self,
        task: usize,
        set: usize,
        numbers: &[u16],
    ) -> Done<Vec<(u16, i64)>> {
        let Some(&semid) = self.world.semids.get(&set) else {
            return Ok(Vec::new());
        };
        let mut values = Vec::new();
        for &number in numbers {
            if let Some(value) = self.ask(task, semid, number)? {
                self.world.values.insert((set, number), value);
                values.push((number, value));
            }
        }
        Ok(values)
    }

    /// Would the `semop` before which a task stands go through at once? `None`: no `semop`, or nobody knows.
    pub fn goes_through(&mut self, task: usize) -> Result<Option<bool>, String> {
        let Phase::Call(call) = &self.tasks[task].phase else {
            return Ok(None);
        };
        if call.operations.is_empty() {
            return Ok(None);
        }
        let call = call.clone();
        match self.would_go_through(task, &call) {
            Ok(known) => Ok(known),
            Err(Trouble::Lost) => Ok(None),
            Err(Trouble::Text(text)) => Err(text),
        }
    }

    fn would_go_through(&mut self, task: usize, call: &Call) -> Done<Option<bool>> {
        let set = self.world.sets.of(call.words[0] as i32);
        self.world.semids.insert(set, call.words[0] as i32);
        let unknown: Vec<u16> = numbers(&call.operations)
            .into_iter()
            .filter(|&number| !self.world.values.contains_key(&(set, number)))
            .collect();
        self.values(task, set, &unknown)?;
        let now = |number| self.world.values.get(&(set, number)).copied();
        Ok(passes(&call.operations, now))
    }

    /// A `semop` has gone through: what it did, also to what the kernel will undo.
    pub fn operated(&mut self, task: usize, call: &Call) -> Done<Effect> {
        let set = self.world.sets.of(call.words[0] as i32);
        self.world.semids.insert(set, call.words[0] as i32);
        let process = self.tasks[task].process;
        for operation in &call.operations {
            if i32::from(operation.flags) & libc::SEM_UNDO != 0 {
                let key = (set, operation.number);
                *self.processes[process].undo.entry(key).or_default() -=
                    i64::from(operation.by);
            }
        }
        let after = match self.calculated(task, set, call) {
            Some(after) => after,
            None => self.values(task, set, &numbers(&call.operations))?,
        };
        Ok(Effect::Operated {
            set,
            operations: call.operations.clone(),
            after,
        })
    }

    /// The values after a `semop`, from those that were told last. Where others wait, the kernel may have let
    /// them through at once: what it says now is what it will be when that is told, too. Where the
    /// conductor decides everything, nobody else changes them.
    fn calculated(
        &mut self,
        task: usize,
        set: usize,
        call: &Call,
    ) -> Option<Vec<(u16, i64)>> {
        let waits = |phase: &Phase| match phase {
            Phase::Waits(other) => {
                !other.operations.is_empty() && other.words[0] == call.words[0]
            }
            _ => false,
        };
        let mut others = self
            .tasks
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != task);
        if !self.conductor.is_exact() && !others.any(|(_, other)| waits(&other.phase)) {
            return None;
        }
        let mut after = Vec::new();
        for number in numbers(&call.operations) {
            let own = call.operations.iter().filter(|one| one.number == number);
            let by: i64 = own.map(|one| i64::from(one.by)).sum();
            let value = self.world.values.get_mut(&(set, number))?;
            *value += by;
            after.push((number, *value));
        }
        Some(after)
    }

    /// The end of a process has changed a semaphore.
    pub fn undone(&mut self, task: usize, set: usize, number: u16, by: i64) {
        let value = self.world.values.remove(&(set, number));
        let operations = vec![SemOp {
            number,
            by: by as i16,
            flags: 0,
        }];
        let after = value
            .map(|value| (number, value + by))
            .into_iter()
            .collect();
        let effects = vec![Effect::Operated {
            set,
            operations,
            after,
        }];
        let text = format!("undo S{}[{number}]{by:+}", set + 1);
        let done = super::event::Done {
            name: "undo",
            text,
            result: 0,
            effects,
        };
        self.tell(task, NOWHERE, What::Call(done));
    }
}
