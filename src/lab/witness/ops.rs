//! What a task would touch by its next step.

use nix::libc;
use nix::unistd::Pid;

use super::engine::Engine;
use super::event::{Object, SemOp};
use super::task::{Call, Phase};
use super::touch::{Op, Touch};
use super::{names, semop};

impl Engine<'_> {
    /// The step before which a task stands.
    pub fn op(&mut self, task: usize) -> Op {
        let process = self.tasks[task].process;
        match self.tasks[task].phase.clone() {
            Phase::Access(fault) => {
                let mut touches = Vec::new();
                for one in &fault.operands {
                    if let Some(place) = self.place(task, one.address) {
                        touches.push(Touch::Memory {
                            place,
                            length: one.length,
                            kind: one.kind,
                        });
                    }
                }
                Op {
                    process,
                    label: label(&touches),
                    touches,
                }
            }
            Phase::Call(call) => {
                let touches = self.touches(task, &call);
                Op {
                    process,
                    touches,
                    label: self.describe(task, &call),
                }
            }
            _ => Op {
                process,
                touches: Vec::new(),
                label: String::new(),
            },
        }
    }

    fn touches(&mut self, task: usize, call: &Call) -> Vec<Touch> {
        let mut touches = Vec::new();
        for buffer in &call.buffers {
            if let Some(place) = self.place(task, buffer.address) {
                let (length, kind) = (buffer.length, buffer.kind);
                touches.push(Touch::Memory {
                    place,
                    length,
                    kind,
                });
            }
        }
        let pid = self.tasks[task].pid;
        let id = call.words[0] as i32;
        let channel = |writes| (pid, call.words[0], writes);
        let object = match names::name(call.number) {
            "semop" => {
                let set = self.world.sets.of(id);
                let numbers = semop::numbers(&call.operations);
                touches.push(self.semaphores(set, &numbers, call.operations.clone()));
                None
            }
            "semctl" => Some(Object::Set(self.world.sets.of(id))),
            "shmget" | "semget" | "msgget" => Some(Object::Keys),
            "msgsnd" | "msgrcv" | "msgctl" => {
                Some(Object::Queue(self.world.queues.of(id)))
            }
            "read" | "recv" => self.channel_object(channel(false)),
            "write" | "send" => self.channel_object(channel(true)),
            "kill" => self.process_of(Pid::from_raw(id)).map(Object::Process),
            "exit" => {
                touches.extend(self.undo_touches(task));
                None
            }
            _ => None,
        };
        touches.extend(object.map(Touch::Object));
        touches
    }

    fn channel_object(
        &mut self,
        (pid, descriptor, writes): (Pid, u64, bool),
    ) -> Option<Object> {
        self.world
            .channel(pid, descriptor, writes)
            .map(Object::Channel)
    }

    fn semaphores(&self, set: usize, numbers: &[u16], operations: Vec<SemOp>) -> Touch {
        let value = |number: &u16| {
            self.world
                .values
                .get(&(set, *number))
                .map(|value| (*number, *value))
        };
        let before = numbers.iter().filter_map(value).collect();
        Touch::Semaphores {
            set,
            operations,
            before,
        }
    }

    /// What the kernel will do to semaphores when this task's process ends.
    fn undo_touches(&self, task: usize) -> Vec<Touch> {
        let undo = &self.processes[self.tasks[task].process].undo;
        let changes = undo.iter().filter(|(_, by)| **by != 0);
        changes
            .map(|(&(set, number), &by)| {
                let flags = libc::IPC_NOWAIT as i16;
                let operation = SemOp {
                    number,
                    by: by as i16,
                    flags,
                };
                self.semaphores(set, &[number], vec![operation])
            })
            .collect()
    }
}

fn label(touches: &[Touch]) -> String {
    let one = |touch: &Touch| match touch {
        Touch::Memory { place, kind, .. } => {
            format!("{} M{}+{}", kind.name(), place.segment + 1, place.offset)
        }
        _ => String::new(),
    };
    touches.iter().map(one).collect::<Vec<_>>().join(" ")
}
