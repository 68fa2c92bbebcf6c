//! Which steps may as well come in the other order.

use super::decode::Kind;
use super::event::{Object, Place, SemOp};
use super::semop;

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
            semop::passes(operations, now) != Some(false)
        };
        self.touches.iter().all(passes)
    }
}
