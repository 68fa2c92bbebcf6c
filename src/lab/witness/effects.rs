//! What a call did to what processes share, and how a trace tells it.

use nix::libc::{self, user_regs_struct};
use nix::unistd::Pid;

use super::engine::{Done, Engine};
use super::event::{self, Effect, Object, What};
use super::memory;
use super::task::{Call, Process};
use super::told::at;
use super::{calls, names, world};

impl Engine<'_> {
    /// A call has returned: tells what it did.
    pub fn tell_call(
        &mut self,
        task: usize,
        call: &Call,
        result: i64,
        regs: &user_regs_struct,
    ) -> Done<()> {
        if !self.has_begun(task) {
            return Ok(());
        }
        let name = names::name(call.number);
        let shown = self.is_shown(task, call);
        let mut text = self.describe(task, call);
        let mut effects = Vec::new();
        if (-4095..0).contains(&result) {
            text = format!("{text} {}", names::errno(result));
        } else {
            effects = self.effects(task, call, result)?;
            text += &self.answer(name, &effects, result);
            self.forget(call);
        }
        if shown || !effects.is_empty() {
            let done = event::Done {
                name,
                text,
                result,
                effects,
            };
            self.tell(task, at(regs), What::Call(done));
        }
        Ok(())
    }

    /// What a trace shows after the call.
    fn answer(&mut self, name: &str, effects: &[Effect], result: i64) -> String {
        match (name, effects) {
            ("shmget", _) => format!(" = M{}", self.world.segments.of(result as i32) + 1),
            ("semget", _) => format!(" = S{}", self.world.sets.of(result as i32) + 1),
            ("msgget", _) => format!(" = Q{}", self.world.queues.of(result as i32) + 1),
            ("wait", [Effect::Waited { process }]) => {
                format!(" {}", Process::letter(*process))
            }
            ("read" | "write" | "recv" | "send", _) => format!(" {result}"),
            _ => String::new(),
        }
    }

    fn effects(&mut self, task: usize, call: &Call, result: i64) -> Done<Vec<Effect>> {
        let pid = self.tasks[task].pid;
        let id = call.words[0] as i32;
        let bytes = result as u64;
        let one = match names::name(call.number) {
            "semop" => self.operated(task, call)?,
            "semctl" => return self.semctl(task, call),
            "semget" => Effect::Touched(Object::Set(self.world.sets.of(result as i32))),
            "shmget" => Effect::Touched(Object::Keys),
            "shmctl" | "shmat" => {
                Effect::Touched(Object::Segment(self.world.segments.of(id)))
            }
            "msgget" => Effect::Touched(Object::Keys),
            "msgctl" => Effect::Touched(Object::Queue(self.world.queues.of(id))),
            "msgsnd" | "msgrcv" => {
                let queue = self.world.queues.of(id);
                let kind =
                    memory::peek(pid, call.words[1], 8).and_then(|value| value.number());
                let kind = kind.unwrap_or(0) as i64;
                match call.number {
                    libc::SYS_msgsnd => Effect::Sent { queue, kind },
                    _ => Effect::Received { queue, kind },
                }
            }
            "read" | "recv" => match self.world.channel(pid, call.words[0], false) {
                Some(channel) => Effect::Read { channel, bytes },
                None => return Ok(Vec::new()),
            },
            "write" | "send" => match self.world.channel(pid, call.words[0], true) {
                Some(channel) => Effect::Wrote { channel, bytes },
                None => return Ok(Vec::new()),
            },
            "wait" => match self.process_of(Pid::from_raw(result as i32)) {
                Some(process) => Effect::Waited { process },
                None => return Ok(Vec::new()),
            },
            "kill" => match self.process_of(Pid::from_raw(id)) {
                Some(process) => Effect::Signalled { process },
                None => return Ok(Vec::new()),
            },
            "futex" => match self.futex(task, call) {
                Some(effect) => effect,
                None => return Ok(Vec::new()),
            },
            "close" => match self.closing.take() {
                Some(channel) => Effect::Closed { channel },
                None => return Ok(Vec::new()),
            },
            "flock" => match call.words[1] as i32 & libc::LOCK_UN {
                0 => Effect::Locked,
                _ => Effect::Unlocked,
            },
            "socketpair" => {
                self.pair(pid, call.words[3]);
                return Ok(Vec::new());
            }
            _ => return Ok(Vec::new()),
        };
        Ok(vec![one])
    }

    fn semctl(&mut self, task: usize, call: &Call) -> Done<Vec<Effect>> {
        let semid = call.words[0] as i32;
        let set = self.world.sets.of(semid);
        self.world.semids.insert(set, semid);
        // How many it has is not known: those that were used, and the one that was named.
        let used = self.world.values.keys().filter(|(other, _)| *other == set);
        let mut numbers: Vec<u16> = used.map(|(_, number)| *number).collect();
        let is_set = matches!(call.words[2] as i32, libc::SETVAL | libc::SETALL);
        if call.words[2] as i32 == libc::SETVAL {
            numbers = vec![call.words[1] as u16];
        }
        if !is_set {
            return Ok(vec![Effect::Touched(Object::Set(set))]);
        }
        let values = self.values(task, set, &numbers)?;
        Ok(vec![Effect::SetTo { set, values }])
    }

    /// `FUTEX_WAKE` and `FUTEX_WAIT` on a word of a segment.
    pub fn futex(&mut self, task: usize, call: &Call) -> Option<Effect> {
        let place = self.place(task, call.words[0])?;
        match call.words[1] & 0x7f {
            0 | 9 => Some(Effect::Slept(place)),
            1 | 10 => Some(Effect::Woke(place)),
            _ => None,
        }
    }

    fn pair(&mut self, pid: Pid, at: u64) {
        let Some(both) = memory::word(pid, at) else {
            return;
        };
        let ends = [both & 0xffff_ffff, both >> 32].map(|end| world::channel(pid, end));
        if let [Some(one), Some(other)] = ends {
            self.world.peers.insert(one.clone(), other.clone());
            self.world.peers.insert(other, one);
        }
    }

    /// An id that names nothing any more may come back for something else. A segment's id stays as long as
    /// the segment is attached.
    fn forget(&mut self, call: &Call) {
        let id = call.words[0] as i32;
        let removes = |word: u64| word as i32 == libc::IPC_RMID;
        match call.number {
            libc::SYS_semctl if removes(call.words[2]) => self.world.sets.forget(&id),
            libc::SYS_msgctl if removes(call.words[1]) => self.world.queues.forget(&id),
            _ => {}
        }
    }

    /// What a call that waits has done already: bytes may have gone into a pipe.
    pub fn effects_of_waiting(&mut self, task: usize, call: &Call) -> Vec<Effect> {
        let pid = self.tasks[task].pid;
        match names::name(call.number) {
            "write" | "send" => self
                .world
                .channel(pid, call.words[0], true)
                .map(|channel| Effect::Wrote { channel, bytes: 0 })
                .into_iter()
                .collect(),
            _ if calls::is_semop(call.number) => Vec::new(),
            _ => Vec::new(),
        }
    }
}
