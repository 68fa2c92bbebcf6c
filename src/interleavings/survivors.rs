//! The state that the model counts by, and why it holds neither the counter nor a
//! register.
//!
//! Look at a finished order from its end. The last store of all wrote `r + 1`, where `r`
//! is what its process had loaded. That `r` was written by the store just before the
//! load, which wrote `r' + 1`, and so on back to the 0 at the start. The increments on
//! this chain *survive*; every other one is lost. So the final value is the number of
//! survivors:
//!
//! ```text
//! A.load B.load A.store A.load A.store B.store     A's two increments are lost, B's survives:
//!   0      0      1       1      2       1         the counter ends at 1
//! ```
//!
//! An order has exactly one such chain, and it obeys two rules. While a survivor is
//! between its load and its store, the others may do anything: what they store will be
//! overwritten. Between a survivor's store and the next survivor's load nobody stores,
//! and after the last one nobody stores at all. Whether a step fits these rules depends
//! on how far each process is and on who is the survivor just now, the *carrier*; not on
//! any value. With two processes of N increments that makes at most 3·(2N+1)² states,
//! each with one count per number of survivors. The road not taken, a state of the
//! counter and both registers, has about N times as many for two processes and N² times
//! as many for three.

use super::program::Program;
use super::step::{Action, Process, Step};

/// How far everybody is, and who carries the surviving value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct State {
    /// Steps done by each process.
    pub done: Vec<usize>,
    /// The process that is between load and store of a surviving increment.
    pub carrier: Option<Process>,
}

/// A step that fits the rules of the chain.
#[derive(Debug)]
pub(super) struct Move {
    pub step: Step,
    pub to: State,
    /// It is the store of a surviving increment: the value grows by one.
    pub survives: bool,
}

impl State {
    /// Nobody has done anything, and the value that survives so far is the 0 at the
    /// start.
    pub fn start(program: &Program) -> State {
        State {
            done: vec![0; program.increments().len()],
            carrier: None,
        }
    }

    /// All steps that are possible here and fit the rules, those of A first.
    pub fn moves(&self, program: &Program) -> Vec<Move> {
        let mut moves = Vec::new();
        for process in program.processes() {
            match program.next_action(&self.done, process) {
                Some(Action::Load) => self.push_loads(process, &mut moves),
                Some(Action::Store) => moves.extend(self.store(process)),
                None => {}
            }
        }
        moves
    }

    /// A load begins a survivor, or an increment that will be lost. Which one it is, the
    /// future decides; both ways are followed, and the one that breaks a rule later ends
    /// there.
    fn push_loads(&self, process: Process, moves: &mut Vec<Move>) {
        let step = Step {
            process,
            action: Action::Load,
        };
        if self.carrier.is_none() {
            moves.push(Move {
                step,
                to: self.after(process, Some(process)),
                survives: false,
            });
        }
        moves.push(Move {
            step,
            to: self.after(process, self.carrier),
            survives: false,
        });
    }

    /// A store ends a survivor, or is overwritten by the carrier. Without a carrier it
    /// would destroy the value that survives, so it does not fit.
    fn store(&self, process: Process) -> Option<Move> {
        let step = Step {
            process,
            action: Action::Store,
        };
        let carrier = self.carrier?;
        let survives = carrier == process;
        let left = if survives { None } else { Some(carrier) };
        Some(Move {
            step,
            to: self.after(process, left),
            survives,
        })
    }

    fn after(&self, process: Process, carrier: Option<Process>) -> State {
        let mut done = self.done.clone();
        done[process.index()] += 1;
        State { done, carrier }
    }
}
