//! How a trace tells a call, before it is known how it ends.

use nix::libc;
use nix::unistd::Pid;

use super::engine::Engine;
use super::task::{Call, Process};
use super::{names, semop};

impl Engine<'_> {
    /// Does a trace show this call?
    pub fn is_shown(&mut self, task: usize, call: &Call) -> bool {
        let pid = self.tasks[task].pid;
        match names::name(call.number) {
            "call" | "open" | "getrandom" | "exit" | "sleep" | "flock" | "fcntl" => false,
            "futex" => self.futex(task, call).is_some(),
            "read" | "recv" => self.world.channel(pid, call.words[0], false).is_some(),
            "write" | "send" => self.world.channel(pid, call.words[0], true).is_some(),
            "close" => self.closing.is_some(),
            _ => true,
        }
    }

    /// What a call does, before it is known how it ends.
    pub fn describe(&mut self, task: usize, call: &Call) -> String {
        let pid = self.tasks[task].pid;
        let name = names::name(call.number);
        let id = call.words[0] as i32;
        match name {
            "semop" => {
                let set = self.world.sets.of(id);
                format!("semop {}", semop::text(set, &call.operations))
            }
            "semctl" => {
                let (set, number) = (self.world.sets.of(id) + 1, call.words[1]);
                let value = call.words[3] as i32;
                match call.words[2] as i32 {
                    libc::SETVAL => format!("semctl S{set}[{number}]={value}"),
                    libc::IPC_RMID => format!("semctl S{set} IPC_RMID"),
                    _ => format!("semctl S{set}"),
                }
            }
            "shmctl" => {
                let segment = self.world.segments.of(id) + 1;
                let removes = call.words[1] as i32 == libc::IPC_RMID;
                let what = if removes { "IPC_RMID" } else { "IPC_STAT" };
                format!("shmctl M{segment} {what}")
            }
            "shmat" => format!("shmat M{}", self.world.segments.of(id) + 1),
            "msgsnd" | "msgrcv" | "msgctl" => {
                format!("{name} Q{}", self.world.queues.of(id) + 1)
            }
            "close" => format!("close C{}", self.closing.unwrap_or(0) + 1),
            "read" | "recv" | "write" | "send" => {
                let writes = matches!(name, "write" | "send");
                let channel = self.world.channel(pid, call.words[0], writes).unwrap_or(0);
                format!("{name} C{}", channel + 1)
            }
            "kill" => {
                let to = self.process_of(Pid::from_raw(id));
                let to = to.map_or(id.to_string(), Process::letter);
                let signal = call.words[if call.number == libc::SYS_tgkill {
                    2
                } else {
                    1
                }];
                format!("kill {to} {}", signal_name(signal as i32))
            }
            name => name.to_string(),
        }
    }

    /// The process that the program itself knows by this number, which in a PID namespace is not the
    /// watcher's.
    pub fn process_of(&self, pid: Pid) -> Option<usize> {
        let known = self
            .processes
            .iter()
            .rposition(|process| process.inner == pid);
        // A thread; its number is the watcher's, too, if there is no namespace between.
        let first = self.processes.first()?;
        let same = first.inner == first.pid;
        known.or_else(|| {
            Some(self.tasks[*self.by_pid.get(&pid).filter(|_| same)?].process)
        })
    }
}

/// `SIGTERM`; a real-time signal by its number.
pub fn signal_name(signal: i32) -> String {
    nix::sys::signal::Signal::try_from(signal).map_or_else(
        |_| format!("signal {signal}"),
        |signal| signal.as_str().to_string(),
    )
}
