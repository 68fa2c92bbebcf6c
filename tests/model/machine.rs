//! The plainest machine that can run the program, and brute force on it.

use shm_workbook::interleavings::{
    Action, Count, Lock, Outcomes, Process, Program, Schedule,
};
use std::collections::BTreeMap;

/// What orders end with: by final value, and by final value of those that got stuck.
#[derive(Debug, Default, PartialEq)]
pub struct Tally {
    pub finished: BTreeMap<u64, u128>,
    pub stuck: BTreeMap<u64, u128>,
}

/// The plainest machine that can run the program: a counter, registers, and a lock.
#[derive(Clone)]
pub struct Machine {
    pub counter: u64,
    pub registers: Vec<u64>,
    pub done: Vec<usize>,
    pub holder: Option<usize>,
}

impl Machine {
    pub fn new(processes: usize) -> Machine {
        let (registers, done) = (vec![0; processes], vec![0; processes]);
        Machine {
            counter: 0,
            registers,
            done,
            holder: None,
        }
    }

    /// Takes the next step of this process, if it has one and the lock allows it.
    pub fn step(&mut self, program: &Program, index: usize) -> bool {
        if self.done[index] == 2 * program.increments()[index] {
            return false;
        }
        if self.done[index] % 2 == 0 {
            if program.lock() != Lock::None {
                if self.holder.is_some() {
                    return false;
                }
                self.holder = Some(index);
            }
            self.registers[index] = self.counter;
        } else {
            self.counter = self.registers[index] + 1;
            let number = self.done[index] / 2 + 1;
            let forgets = Lock::NeverGivenBack {
                by: process(index),
                increment: number,
            };
            if program.lock() != forgets {
                self.holder = None;
            }
        }
        self.done[index] += 1;
        true
    }

    pub fn has_finished(&self, program: &Program) -> bool {
        self.done
            .iter()
            .zip(program.increments())
            .all(|(done, n)| *done == 2 * n)
    }
}

pub fn process(index: usize) -> Process {
    Process::new(index).unwrap()
}

/// Visits every order, one by one.
pub fn brute_force(program: &Program) -> Tally {
    let mut tally = Tally::default();
    visit(
        program,
        &Machine::new(program.increments().len()),
        &mut tally,
    );
    tally
}

pub fn visit(program: &Program, at: &Machine, tally: &mut Tally) {
    let mut went_on = false;
    for index in 0..program.increments().len() {
        let mut next = at.clone();
        if next.step(program, index) {
            went_on = true;
            visit(program, &next, tally);
        }
    }
    if !went_on {
        let finished = at.has_finished(program);
        let table = if finished {
            &mut tally.finished
        } else {
            &mut tally.stuck
        };
        *table.entry(at.counter).or_default() += 1;
    }
}

/// Replays an order on the machine; every step must be possible there.
#[track_caller]
pub fn replay(program: &Program, schedule: &Schedule) -> Machine {
    let mut machine = Machine::new(program.increments().len());
    for step in schedule.steps() {
        let index = step.process.index();
        let is_load = machine.done[index] % 2 == 0;
        assert_eq!(step.action == Action::Load, is_load, "{step} in {schedule}");
        assert!(
            machine.step(program, index),
            "{step} must wait in {schedule}"
        );
    }
    machine
}

pub fn table<C: Count>(outcomes: &Outcomes<C>) -> BTreeMap<u64, C> {
    outcomes
        .iter()
        .map(|(value, count)| (value, count.clone()))
        .collect()
}

pub fn tally(program: &Program) -> Tally {
    let outcomes = program.outcomes::<u128>().unwrap();
    let mut stuck = BTreeMap::new();
    for place in outcomes.stuck() {
        *stuck.entry(place.value()).or_default() += place.count();
    }
    Tally {
        finished: table(&outcomes),
        stuck,
    }
}

pub fn kept(by: usize, increment: usize) -> Lock {
    Lock::NeverGivenBack {
        by: process(by),
        increment,
    }
}
