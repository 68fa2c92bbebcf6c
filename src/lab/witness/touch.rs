//! What a task would touch by its next step, and which steps may as well come in the other order.

use nix::libc;
use nix::unistd::Pid;

use super::decode::Kind;
use super::engine::Engine;
use super::event::{Object, Place, SemOp};
use super::task::{Call, Phase};
use super::{names, semaphores};

/// One thing that a step touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touch {
    Memory {
        place: Place,
        length: u64,
        kind: Kind,
    },
    /// With the values that the semaphores have before the step.
    Semaphores {
        set: usize,
        operations: Vec<SemOp>,
        before: Vec<(u16, i64)>,
    },
    Object(Object),
}

impl Touch {
    /// Does the order of these two matter?
    fn conflicts(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Memory {
                    place,
                    length,
                    kind,
                },
                Self::Memory {
                    place: place2,
                    length: length2,
                    kind: kind2,
                },
            ) => {
                place.segment == place2.segment
                    && place.offset < place2.offset + length2
                    && place2.offset < place.offset + length
                    && (kind.stores() || kind2.stores())
            }
            (
                Self::Semaphores {
                    set, operations, ..
                },
                Self::Semaphores {
                    set: set2,
                    operations: operations2,
                    ..
                },
            ) => {
                let same =
                    |one: &SemOp| operations2.iter().any(|two| one.number == two.number);
                set == set2 && operations.iter().any(same)
            }
            (Self::Semaphores { set, .. }, Self::Object(Object::Set(set2)))
            | (Self::Object(Object::Set(set2)), Self::Semaphores { set, .. }) => {
                set == set2
            }
            (Self::Object(one), Self::Object(two)) => one == two,
            _ => false,
        }
    }
}

/// A step that a task can make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Op {
    pub process: usize,
    pub touches: Vec<Touch>,
    /// Such as `load M1+0` or `semop S1[0]-1`.
    pub label: String,
}

impl Op {
    /// Does the order of these two steps matter?
    pub fn depends_on(&self, other: &Self) -> bool {
        let names = |op: &Self, process| {
            op.touches
                .contains(&Touch::Object(Object::Process(process)))
        };
        names(self, other.process)
            || names(other, self.process)
            || self
                .touches
                .iter()
                .any(|one| other.touches.iter().any(|two| one.conflicts(two)))
    }

    /// Could this step have been made where `earlier` was? Only a semaphore can say no.
    pub fn could_replace(&self, earlier: &Self) -> bool {
        let passes = |touch: &Touch| {
            let Touch::Semaphores {
                set, operations, ..
            } = touch
            else {
                return true;
            };
            let now = |number| {
                earlier.touches.iter().find_map(|one| match one {
                    Touch::Semaphores {
                        set: set2, before, ..
                    } if set2 == set => before
                        .iter()
                        .find(|(known, _)| *known == number)
                        .map(|(_, value)| *value),
                    _ => None,
                })
            };
            semaphores::passes(operations, now) != Some(false)
        };
        self.touches.iter().all(passes)
    }
}

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
                let numbers = semaphores::numbers(&call.operations);
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
