//! One run of an exploration: it follows an order as far as that goes, then its own nose, and remembers at
//! each step what else would have been possible.

use std::collections::{BTreeMap, HashMap};

use super::balance::Balance;
use super::columns::Trace;
use super::conductor::{Choice, Conductor, Decision};
use super::contents::Memory;
use super::event::{Effect, Event, What};
use super::spin::Spin;
use super::spots::{Spot, Spots};
use super::steps::{Before, Ending, Script, Step};
use super::task::Path;

/// The most steps of one run.
const MOST: usize = 2_000;

/// Follows an order and records what happens.
pub struct Explorer<'a> {
    pub script: Script,
    /// Steps that need not be made first beyond the script, each with what it would do.
    pub sleep: Before,
    pub steps: Vec<Step>,
    /// What is left to do at a deadlock.
    pub left: Before,
    pub ending: Option<Ending>,
    pub memory: Memory,
    pub trace: Option<Trace<'a>>,
    paths: HashMap<usize, Path>,
    spins: HashMap<usize, Spin>,
    processes: BTreeMap<usize, usize>,
    /// Who made the last step: beyond the script, that one goes on if it can.
    pub last: Option<Path>,
    /// For each task, steps that come before its next one.
    after: HashMap<usize, Vec<usize>>,
    waiting: HashMap<usize, bool>,
    pub spun: bool,
    pub balance: Balance,
}

impl<'a> Explorer<'a> {
    pub fn new(script: Script, sleep: Before, trace: Option<Trace<'a>>) -> Self {
        Self {
            script,
            sleep,
            steps: Vec::new(),
            left: Vec::new(),
            ending: None,
            memory: Memory::default(),
            trace,
            paths: HashMap::new(),
            spins: HashMap::new(),
            processes: BTreeMap::new(),
            last: None,
            after: HashMap::new(),
            waiting: HashMap::new(),
            spun: false,
            balance: Balance::default(),
        }
    }

    fn end(&mut self, ending: Ending) -> Decision {
        self.ending.get_or_insert(ending);
        Decision::Stop
    }

    /// Those who can go on, unless they only wait for others; if all do, one of them may find out.
    fn enabled(&mut self, choices: &[Choice<'_>]) -> Vec<usize> {
        let open: Vec<usize> = (0..choices.len())
            .filter(|&at| !choices[at].waits)
            .collect();
        let spins =
            |at: &usize| self.spins.get(&choices[*at].task).is_some_and(Spin::waits);
        let busy: Vec<usize> = open.iter().copied().filter(|at| !spins(at)).collect();
        self.spun |= busy.len() < open.len();
        if busy.is_empty() { open } else { busy }
    }

    /// The next step of the script; after it, whoever went last goes on.
    fn pick(
        &mut self,
        choices: &[Choice<'_>],
        enabled: &[usize],
    ) -> Result<(usize, bool), Ending> {
        if let Some((path, kill)) = self.script.get(self.steps.len()) {
            let at = enabled.iter().copied().find(|&at| choices[at].path == path);
            let missing = || Ending::Diverged(format!("step {}", self.steps.len() + 1));
            return at.map(|at| (at, *kill)).ok_or_else(missing);
        }
        let asleep =
            |at: &usize| self.sleep.iter().any(|(path, _)| path == choices[*at].path);
        let mut awake = enabled.iter().copied().filter(|at| !asleep(at));
        let first = awake.next().ok_or(Ending::Known)?;
        let same = |at: &usize| self.last.as_ref() == Some(choices[*at].path);
        let again = std::iter::once(first).chain(awake).find(same);
        Ok((again.unwrap_or(first), false))
    }

    fn record(
        &mut self,
        choices: &[Choice<'_>],
        enabled: &[usize],
        at: usize,
        killed: bool,
    ) {
        let op = |at: usize| {
            choices[at]
                .op
                .clone()
                .map(|op| (choices[at].path.clone(), op))
        };
        let Some((path, own)) = op(at) else {
            return;
        };
        if self.steps.len() >= self.script.len() {
            self.sleep.retain(|(_, other)| !other.depends_on(&own));
        }
        let after = self.after.remove(&choices[at].task).unwrap_or_default();
        self.last = Some(path.clone());
        let enabled = enabled.iter().filter_map(|&at| op(at)).collect();
        self.steps.push(Step {
            path,
            op: own,
            enabled,
            after,
            killed,
        });
    }

    /// The last step that a task, or any task of a process, has made.
    fn last_of(&self, path: &Path) -> Option<usize> {
        self.steps.iter().rposition(|step| step.path == *path)
    }
}

impl Conductor for Explorer<'_> {
    fn choose(&mut self, choices: &[Choice<'_>]) -> Decision {
        for choice in choices {
            self.paths
                .entry(choice.task)
                .or_insert_with(|| choice.path.clone());
        }
        // What nobody else can notice is done at once.
        let local = |choice: &Choice<'_>| {
            choice.op.as_ref().is_none_or(|op| op.touches.is_empty()) && !choice.waits
        };
        if let Some(at) = choices.iter().position(local) {
            return Decision::Run(at);
        }
        if self.steps.len() >= MOST {
            return self.end(Ending::TooLong);
        }
        let enabled = self.enabled(choices);
        match self.pick(choices, &enabled) {
            Ok((at, kill)) => {
                self.record(choices, &enabled, at, kill);
                if kill {
                    Decision::Kill(at)
                } else {
                    Decision::Run(at)
                }
            }
            Err(ending) => self.end(ending),
        }
    }

    fn stuck(&mut self, waiting: &[(usize, String)], left: Before) -> Decision {
        self.left = left;
        let who = |(task, text): &(usize, String)| {
            (self.processes.get(task).copied().unwrap_or(0), text.clone())
        };
        let waiting = waiting.iter().map(who).collect();
        self.end(Ending::Deadlock(waiting))
    }

    fn saw(&mut self, event: &Event, spot: Spot, spots: &Spots) {
        self.processes.insert(event.task, event.process);
        match &event.what {
            What::Access(access) => {
                self.memory.saw(access);
                if access.kind.stores() && access.before != access.after {
                    let others = self
                        .spins
                        .iter_mut()
                        .filter(|(task, _)| **task != event.task);
                    others.for_each(|(_, spin)| spin.stored(access));
                }
                self.spins
                    .entry(event.task)
                    .or_default()
                    .saw(event.at, access);
            }
            What::Began {
                parent: Some(parent),
            } => {
                // The parent's task that made it is the one that has its path but for the end.
                let own = self
                    .processes
                    .iter()
                    .filter(|(_, process)| *process == parent);
                let tasks: Vec<usize> = own.map(|(task, _)| *task).collect();
                let steps = tasks
                    .iter()
                    .filter_map(|task| self.last_of(self.paths.get(task)?));
                let steps = steps.collect();
                self.after.insert(event.task, steps);
            }
            What::Waits(..) => drop(self.waiting.insert(event.task, true)),
            What::Call(done) => {
                self.spins.entry(event.task).or_default().moved();
                self.balance.saw(event.process, &done.effects);
                let woken = self.waiting.remove(&event.task).unwrap_or(false);
                let mut steps = Vec::new();
                if woken {
                    steps.extend(self.steps.len().checked_sub(1));
                }
                for effect in &done.effects {
                    if let Effect::Waited { process } = effect {
                        let own =
                            self.processes.iter().filter(|(_, other)| *other == process);
                        let last = own
                            .filter_map(|(task, _)| self.last_of(self.paths.get(task)?));
                        steps = last.collect();
                    }
                }
                self.after.entry(event.task).or_default().extend(steps);
            }
            _ => {}
        }
        if let Some(trace) = &mut self.trace {
            trace.saw(event, spot, spots);
        }
    }

    fn is_own(&mut self, spot: Spot, spots: &Spots) -> bool {
        self.trace
            .as_mut()
            .is_none_or(|trace| trace.is_own(spot, spots))
    }

    fn is_exact(&self) -> bool {
        true
    }
}
