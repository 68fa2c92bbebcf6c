//! A system call, from its entry to its return.

use nix::libc::{self, user_regs_struct};
use nix::sys::ptrace;

use super::access::Open;
use super::advance::{Until, Waited};
use super::engine::{Done, Engine};
use super::event::What;
use super::memory;
use super::raw::Go;
use super::stop::Stop;
use super::task::{Call, Phase};
use super::told::at;
use super::{calls, leftovers, remote};

impl Engine<'_> {
    /// A task stands before a call: is it one that matters?
    pub fn entered(&mut self, task: usize) -> Done<()> {
        let pid = self.tasks[task].pid;
        let regs = ptrace::getregs(pid)?;
        let enters = regs.rax as i64 == -i64::from(libc::ENOSYS);
        if !enters {
            // A new task returns from the call that made it.
            return Ok(());
        }
        if !super::start::is_64_bit(&regs) {
            let text = "not here: a 32-bit program cannot be watched";
            return Err(super::engine::Trouble::Text(text.to_string()));
        }
        let (number, words) = calls::words(&regs);
        let space = &mut self.spaces[self.tasks[task].space];
        space.syscall = Some(regs.rip - remote::SYSCALL);
        let buffers = calls::buffers(pid, space, number, words);
        let is_semop = calls::is_semop(number);
        let operations = if is_semop {
            calls::operations(pid, words)
        } else {
            Vec::new()
        };
        let is_point = self.has_begun(task)
            && (!buffers.is_empty() || self.is_point(task, number, words));
        let makes = leftovers::makes(number, words);
        let call = Call {
            number,
            words,
            regs: Box::new(regs),
            buffers,
            operations,
            makes,
        };
        if is_point {
            self.tasks[task].phase = Phase::Call(call);
            return Ok(());
        }
        self.make(task, call)
    }

    /// Makes the call before which a task stands, and records it if it returns.
    pub fn make(&mut self, task: usize, mut call: Call) -> Done<()> {
        if !call.buffers.is_empty() {
            self.open_at_entry(task, &call, Open::Yes)?;
            for buffer in &mut call.buffers {
                let pid = self.tasks[task].pid;
                buffer.before = memory::peek(pid, buffer.address, buffer.length as usize);
            }
        }
        if call.number == libc::SYS_close {
            // Afterwards, nobody can tell what it was.
            let pid = self.tasks[task].pid;
            self.closing = self.world.channel(pid, call.words[0], true);
        }
        // Where the conductor decides who goes next, time means nothing.
        let sleeps = calls::is_sleep(call.number) && self.conductor.is_exact();
        self.walks(task, call.number, sleeps);
        if sleeps {
            return self.skip(task, call, 0);
        }
        self.go(task, Go::Call)?;
        if calls::is_exit(call.number) {
            return self.exit(task, &call);
        }
        self.follow(task, call, None)
    }

    /// The wait before which a task stands is ended at once, as by a signal that nobody handles.
    pub fn interrupt(&mut self, task: usize) -> Result<(), String> {
        let phase = std::mem::replace(&mut self.tasks[task].phase, Phase::Ready);
        let done = match phase {
            Phase::Call(call) => self.skip(task, call, -i64::from(libc::EINTR)),
            other => {
                self.tasks[task].phase = other;
                Ok(())
            }
        };
        self.unless_lost(task, done)
    }

    /// Makes no call, and lets it have this result.
    fn skip(&mut self, task: usize, call: Call, result: i64) -> Done<()> {
        let mut none = *call.regs;
        none.orig_rax = u64::MAX;
        ptrace::setregs(self.tasks[task].pid, none)?;
        self.go(task, Go::Call)?;
        self.follow(task, call, Some(result))
    }

    /// Waits until a call returns. `skipped`: it has not been made, and has this result.
    fn follow(&mut self, task: usize, call: Call, skipped: Option<i64>) -> Done<()> {
        let at_once = skipped.is_some() || calls::returns_at_once(call.number);
        let mut until = if at_once {
            Until::Return
        } else {
            Until::ReturnOrWait
        };
        loop {
            match self.wait(task, until)? {
                Waited::Waits => return self.waits(task, call),
                Waited::Stopped(Stop::Call) => return self.returned(task, call, skipped),
                Waited::Stopped(Stop::Born) => {
                    self.born(task, &call)?;
                    self.go(task, Go::Call)?;
                    if calls::may_vfork(call.number, call.words) {
                        until = Until::ReturnOrChild;
                    }
                }
                Waited::Stopped(Stop::Exec) => {
                    self.executed(task)?;
                    self.go(task, Go::Call)?;
                }
                Waited::Stopped(stop) => return self.stopped(task, stop),
            }
        }
    }

    fn waits(&mut self, task: usize, call: Call) -> Done<()> {
        if self.has_begun(task) && self.is_shown(task, &call) {
            let text = self.describe(task, &call);
            let effects = self.effects_of_waiting(task, &call);
            self.tell(task, at(&call.regs), What::Waits(effects, text));
        }
        self.tasks[task].phase = Phase::Waits(call);
        Ok(())
    }

    /// A call that waited has stopped.
    pub fn woken(&mut self, task: usize, call: Call, stop: Stop) -> Done<()> {
        self.stirred = true;
        match stop {
            Stop::Call => self.returned(task, call, None),
            Stop::Born => {
                self.born(task, &call)?;
                self.go(task, Go::Call)?;
                self.tasks[task].phase = Phase::Waits(call);
                Ok(())
            }
            Stop::Exec => {
                self.executed(task)?;
                self.go(task, Go::Call)?;
                self.follow(task, call, None)
            }
            Stop::Trap => {
                self.go(task, Go::Call)?;
                self.tasks[task].phase = Phase::Waits(call);
                Ok(())
            }
            stop => self.stopped(task, stop),
        }
    }

    fn returned(&mut self, task: usize, call: Call, skipped: Option<i64>) -> Done<()> {
        let pid = self.tasks[task].pid;
        let mut regs = ptrace::getregs(pid)?;
        if let Some(result) = skipped {
            regs.rax = result as u64;
            ptrace::setregs(pid, regs)?;
        }
        let result = regs.rax as i64;
        if result == -i64::from(libc::EFAULT) && self.is_hidden(task) {
            return self.once_more(task, call);
        }
        // The kernel's own: a signal has ended the wait, and the call may be made once more.
        if (-516..=-512).contains(&result) {
            self.close(task, &regs)?;
            return Ok(());
        }
        self.made.saw(&call, result);
        let after: Vec<_> = call
            .buffers
            .iter()
            .map(|one| memory::peek(pid, one.address, one.length as usize))
            .collect();
        self.attachments(task, &call, result)?;
        self.close(task, &regs)?;
        self.tell_buffers(task, &call, result, &after);
        self.tell_call(task, &call, result, &regs)
    }

    /// Guards what was opened for a call.
    fn close(&mut self, task: usize, regs: &user_regs_struct) -> Done<()> {
        let space = self.tasks[task].space;
        if self.spaces[space].open {
            self.guard(task, regs, Open::No, None)?;
            self.spaces[space].open = false;
            ptrace::setregs(self.tasks[task].pid, *regs)?;
        }
        Ok(())
    }

    /// Can the guards be why the call failed? Its arguments may point to memory that points to guarded memory.
    fn is_hidden(&self, task: usize) -> bool {
        let space = &self.spaces[self.tasks[task].space];
        !space.guards.is_empty() && !space.open
    }

    fn once_more(&mut self, task: usize, call: Call) -> Done<()> {
        let pid = self.tasks[task].pid;
        remote::again(pid, &call.regs, &mut self.tasks[task].late)?;
        self.open_at_entry(task, &call, Open::Yes)?;
        self.go(task, Go::Call)?;
        self.follow(task, call, None)
    }

    /// Opens or closes all guards, in a task that stands at the entry to a call.
    pub fn open_at_entry(&mut self, task: usize, call: &Call, open: Open) -> Done<()> {
        let who = &mut self.tasks[task];
        let space = &mut self.spaces[who.space];
        for guard in &space.guards {
            let rights = if open == Open::Yes { guard.rights } else { 0 };
            let words = [guard.start, guard.length, rights, 0];
            let words = (libc::SYS_mprotect, words);
            remote::call_at_entry(who.pid, &call.regs, words, &mut who.late)?;
        }
        space.open = open == Open::Yes;
        Ok(())
    }
}
