//! What a call did to attachments, and in them.

use nix::libc;

use super::engine::{Done, Engine};
use super::event::{Access, What};
use super::task::Call;
use super::told::at;
use super::{calls, guard, memory};

impl Engine<'_> {
    /// A call that has changed where segments are attached.
    pub fn attachments(&mut self, task: usize, call: &Call, result: i64) -> Done<()> {
        let attaches = matches!(call.number, libc::SYS_shmat | libc::SYS_shmdt);
        let moves = matches!(
            call.number,
            libc::SYS_munmap | libc::SYS_mremap | libc::SYS_mprotect | libc::SYS_mmap
        );
        let who = &self.tasks[task];
        let pid = who.pid;
        let space = &mut self.spaces[who.space];
        let concerns = moves && space.is_guarded(call.words[0], call.words[1].max(1));
        if result < 0 && result > -4096 || !(attaches || concerns) {
            return Ok(());
        }
        let known = std::mem::take(&mut space.guards);
        space.guards = guard::attachments(pid, &known);
        if call.number == libc::SYS_mprotect {
            let (start, length) = (call.words[0], call.words[1]);
            let meant = space
                .guards
                .iter_mut()
                .filter(|one| one.overlaps(start, length));
            meant.for_each(|one| one.rights = call.words[2]);
        }
        // All are guarded at once, the old ones too: to guard twice changes nothing.
        space.open = !space.guards.is_empty();
        Ok(())
    }

    pub fn tell_buffers(
        &mut self,
        task: usize,
        call: &Call,
        result: i64,
        after: &[Option<memory::Value>],
    ) {
        let mut left = calls::used(call.number, call.words, result);
        for (buffer, after) in call.buffers.iter().zip(after) {
            let length = buffer.length.min(left);
            left -= length;
            let Some(place) = self.place(task, buffer.address).filter(|_| length > 0)
            else {
                continue;
            };
            let access = Access {
                place,
                length,
                kind: buffer.kind,
                atomic: false,
                before: buffer.before,
                after: *after,
                by_call: Some(super::names::name(call.number)),
            };
            self.tell(task, at(&call.regs), What::Access(access));
        }
    }
}
