//! What each process does between taking the semaphore and giving it back, seen access by access.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use shm_workbook::Attachment;

use crate::witness::conductor::{Choice, Conductor, Decision};
use crate::witness::decode::Kind;
use crate::witness::event::{Effect, Event, What};
use crate::witness::explorer::Explorer;
use crate::witness::spots::{Spot, Spots};
use crate::witness::steps::Before;
use crate::witness::task::{Path, Process};

/// What is said of a process that comes in though another is inside.
pub const WHILE_HELD: &str = "takes the semaphore while another holds it";

/// A critical section that somebody is in.
#[derive(Debug)]
struct Open {
    process: usize,
    /// The counter when it was entered.
    before: u64,
}

/// Follows an order, and watches the sections meanwhile.
pub struct Sections<'a, 'b> {
    pub explorer: Explorer<'b>,
    counter: &'a Attachment<AtomicU64>,
    open: Vec<Open>,
    /// Whose wait shall be ended, and before which step.
    interrupt: Option<(usize, Path)>,
    /// At each step, who waited for a semaphore.
    pub waits: Vec<(usize, Path)>,
    /// How many sections each process has been through.
    pub done: BTreeMap<usize, u64>,
    /// What was wrong first.
    pub fault: Option<String>,
}

impl<'a, 'b> Sections<'a, 'b> {
    pub fn new(
        explorer: Explorer<'b>,
        counter: &'a Attachment<AtomicU64>,
        interrupt: Option<(usize, Path)>,
    ) -> Self {
        Self {
            explorer,
            counter,
            open: Vec::new(),
            interrupt,
            waits: Vec::new(),
            done: BTreeMap::new(),
            fault: None,
        }
    }

    fn wrong(&mut self, process: usize, what: &str) {
        let text = format!("process {} {what}", Process::letter(process));
        self.fault.get_or_insert(text);
    }

    /// Everybody else is stopped, so the counter rests.
    fn operated(&mut self, process: usize, by: i16) {
        let now = self.counter.load(Relaxed);
        let inside = self.open.iter().position(|open| open.process == process);
        match inside {
            None if by < 0 => {
                if !self.open.is_empty() {
                    self.wrong(process, WHILE_HELD);
                }
                self.open.push(Open {
                    process,
                    before: now,
                });
            }
            Some(at) if by > 0 => {
                let before = self.open.swap_remove(at).before;
                *self.done.entry(process).or_default() += 1;
                if now.wrapping_sub(before) != 1 {
                    let by = now.wrapping_sub(before) as i64;
                    self.wrong(
                        process,
                        &format!("gives the semaphore back, and the counter has changed by {by}"),
                    );
                }
            }
            _ => {}
        }
    }

    fn looked(&mut self, event: &Event) {
        match &event.what {
            What::Access(access) if access.place.offset < 8 && access.kind.stores() => {
                let inside = self.open.iter().any(|open| open.process == event.process);
                if access.kind == Kind::Update && access.atomic {
                    self.wrong(event.process, "loads and stores in one atomic step");
                } else if !inside {
                    self.wrong(
                        event.process,
                        "stores without having taken the semaphore",
                    );
                }
            }
            What::Call(done) => {
                for effect in &done.effects {
                    if let Effect::Operated { operations, .. } = effect {
                        for operation in operations {
                            self.operated(event.process, operation.by);
                        }
                    }
                }
            }
            // What it held, the kernel gives back or nobody does.
            What::Ended(_) => self.open.retain(|open| open.process != event.process),
            _ => {}
        }
    }
}

impl Conductor for Sections<'_, '_> {
    fn choose(&mut self, choices: &[Choice<'_>]) -> Decision {
        let step = self.explorer.steps.len();
        let waits = choices.iter().enumerate().filter(|(_, one)| waits(one));
        for (at, choice) in waits {
            let moment = (step, choice.path.clone());
            if self.interrupt.as_ref() == Some(&moment) {
                self.interrupt = None;
                self.explorer.last = Some(moment.1);
                return Decision::Interrupt(at);
            }
            if !self.waits.contains(&moment) {
                self.waits.push(moment);
            }
        }
        self.explorer.choose(choices)
    }

    fn stuck(&mut self, waiting: &[(usize, String)], left: Before) -> Decision {
        self.explorer.stuck(waiting, left)
    }

    fn saw(&mut self, event: &Event, spot: Spot, spots: &Spots) {
        self.looked(event);
        self.explorer.saw(event, spot, spots);
    }

    fn is_own(&mut self, spot: Spot, spots: &Spots) -> bool {
        self.explorer.is_own(spot, spots)
    }

    fn is_exact(&self) -> bool {
        true
    }
}

fn waits(choice: &Choice<'_>) -> bool {
    let label = choice.op.as_ref().map(|op| op.label.as_str());
    choice.waits && label.is_some_and(|label| label.starts_with("semop"))
}
