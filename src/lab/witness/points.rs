//! Before which calls the conductor is asked.

use nix::libc;

use super::calls;
use super::engine::Engine;

impl Engine<'_> {
    /// Is this process the program already, and not yet the watcher's helper?
    pub fn has_begun(&self, task: usize) -> bool {
        self.processes[self.tasks[task].process].begun
    }

    /// Is this a call that the conductor wants to know before it is made?
    pub fn is_point(&mut self, task: usize, number: i64, words: [u64; 6]) -> bool {
        let pid = self.tasks[task].pid;
        match number {
            _ if calls::is_semop(number) => true,
            libc::SYS_semctl | libc::SYS_msgsnd | libc::SYS_msgrcv | libc::SYS_msgctl => {
                true
            }
            libc::SYS_shmget | libc::SYS_semget | libc::SYS_msgget => words[0] != 0,
            libc::SYS_shmctl => true,
            libc::SYS_kill | libc::SYS_tgkill | libc::SYS_tkill => true,
            libc::SYS_read | libc::SYS_readv | libc::SYS_recvfrom | libc::SYS_recvmsg => {
                self.world.channel(pid, words[0], false).is_some()
            }
            libc::SYS_write | libc::SYS_writev | libc::SYS_sendto | libc::SYS_sendmsg => {
                self.world.channel(pid, words[0], true).is_some()
            }
            _ if calls::is_exit(number) => self.will_undo(task),
            _ => false,
        }
    }
}
