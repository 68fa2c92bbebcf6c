//! Telling the conductor what happened, and where in the source.
//!
//! The instruction that accesses the memory is often not the program's own: it lies in `memcpy` or in an
//! atomic's `load`, which a debug build does not inline. Then the line that says most is the one that called
//! it. Nothing tells where that is (a library keeps no frame pointer); so the stack is searched for the
//! first address of the program's own code that follows a call.

use nix::libc::user_regs_struct;

use super::engine::Engine;
use super::event::{Event, What};
use super::memory;
use super::spots::Spot;

/// An instruction's address, and the stack pointer there.
pub type At = (u64, u64);

/// What is at no instruction.
pub const NOWHERE: At = (0, 0);

pub fn at(regs: &user_regs_struct) -> At {
    (regs.rip, regs.rsp)
}

/// How many words of the stack are searched.
const WORDS: usize = 64;

impl Engine<'_> {
    /// Tells the conductor.
    pub fn tell(&mut self, task: usize, at: At, what: What) {
        let who = &self.tasks[task];
        let event = Event {
            task,
            process: who.process,
            pid: self.processes[who.process].inner,
            at: at.0,
            what,
        };
        let spot = self.spots.find(who.pid, who.space, at.0);
        let spot = if at.0 == 0 || self.conductor.is_own(spot, &self.spots) {
            spot
        } else {
            self.caller(task, at.1).unwrap_or(spot)
        };
        self.conductor.saw(&event, spot, &self.spots);
    }

    fn caller(&mut self, task: usize, stack: u64) -> Option<Spot> {
        let (pid, space) = (self.tasks[task].pid, self.tasks[task].space);
        let mut bytes = [0; 8 * WORDS];
        // Less is left of a stack that has just begun.
        let length = [8 * WORDS, 64]
            .into_iter()
            .find(|&length| memory::read(pid, stack, &mut bytes[..length]).is_some())?;
        let word = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
        let words: Vec<u64> = bytes[..length].chunks_exact(8).map(word).collect();
        for address in self.spots.returns(pid, space, &words) {
            let spot = self.spots.find(pid, space, address - 1);
            if self.conductor.is_own(spot, &self.spots) {
                return Some(spot);
            }
        }
        None
    }
}
