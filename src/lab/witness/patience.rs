//! Tasks that go on and on, and come to no point: they sleep and look again, poll, or compute.
//!
//! A thread of a run-time system may do so for ever, and a task that spins may wait for another one that has
//! not had its turn. So each gives way to the others after a while. One that has given way often is
//! *restless*: it has its turns, but whoever stands before a point no longer waits for it.
//!
//! How far a task has walked is counted in what it does, not in time, for each run has to be the same as
//! the one before; only one that makes no call at all is measured, by the processor time that it has used.

use nix::libc;

use super::engine::Engine;
use super::look;
use super::task::Phase;

/// A task gives way after so many calls that matter to nobody.
pub const WALK: u32 = 3_000;
/// A sleep, or `sched_yield`, counts as so many calls: it says that others may go first.
pub const NAP: u32 = 1_000;
/// One that has walked so far is restless, where each run has to be the same as the one before.
const RESTLESS: u32 = 10 * WALK;
/// How long a task may compute while others could go on, in milliseconds.
pub const SLICE: u16 = 50;
/// The same in the kernel's ticks of processor time, a hundred a second.
const TICKS: u64 = 4;

impl Engine<'_> {
    pub fn is_restless(&self, task: usize) -> bool {
        let far = if self.conductor.is_exact() {
            RESTLESS
        } else {
            WALK
        };
        self.tasks[task].walked >= far
    }

    /// A task makes a call: how far is that?
    pub fn walks(&mut self, task: usize, number: i64, sleeps: bool) {
        if sleeps || number == libc::SYS_sched_yield {
            self.tasks[task].walked += NAP;
        }
        // Whoever waits is looked at after each call of a task that does something.
        self.stirred |= !self.is_restless(task);
    }

    /// Shall a task that has made no call for a slice give way? `since` is the processor time that it had
    /// used at the last slice.
    pub fn has_had_its_turn(&self, task: usize, since: &mut Option<u64>) -> bool {
        if !self.others_could_go_on(task) {
            return false;
        }
        let used = look::processor_time(self.tasks[task].pid);
        let before = *since.get_or_insert(used);
        !self.conductor.is_exact() || used >= before + TICKS
    }

    fn others_could_go_on(&self, task: usize) -> bool {
        let is_exact = self.conductor.is_exact();
        let could = |phase: &Phase| match phase {
            Phase::Dead | Phase::Held => false,
            Phase::Waits(_) => !is_exact,
            Phase::Ready | Phase::Access(_) | Phase::Call(_) => true,
        };
        let mut others = self
            .tasks
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != task);
        others.any(|(_, other)| could(&other.phase))
    }
}
