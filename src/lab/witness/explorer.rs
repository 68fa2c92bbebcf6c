//! One run of an exploration: it follows an order as far as that goes, then its own nose, and remembers at
//! each step what else would have been possible.

use std::collections::{BTreeMap, HashMap};

use super::balance::Balance;
use super::columns::Trace;
use super::conductor::{Choice, Conductor, Decision};
use super::event::{Access, Effect, End, Event, What};
use super::spin::Spin;
use super::spots::{Spot, Spots};
use super::task::Path;
use super::touch::Op;

/// One step of a run.
#[derive(Debug, Clone)]
pub struct Step {
    pub path: Path,
    pub op: Op,
    /// All that could have been done instead, this one included.
    pub enabled: Vec<(Path, Op)>,
    /// Steps that happened before this one for another reason than what they touch: the parent's before
    /// the fork, the child's before it was waited for.
    pub after: Vec<usize>,
    /// Its process was ended instead.
    pub killed: bool,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    Ended(End),
    /// All that are left wait: by letter, and for what.
    Deadlock(Vec<(usize, String)>),
    /// Every order from here on has been seen in another place.
    Known,
    /// The program did not do what the order says.
    Diverged(String),
    /// More steps than anybody wants to read.
    TooLong,
}

/// The most steps of one run.
const MOST: usize = 2_000;

/// Follows an order and records what happens.
pub struct Explorer<'a> {
    pub script: Vec<(Path, bool)>,
    /// Steps that need not be made first beyond the script, each with what it would do.
    pub sleep: Vec<(Path, Op)>,
    pub steps: Vec<Step>,
    /// What is left to do at a deadlock.
    pub left: Vec<(Path, Op)>,
    pub ending: Option<Ending>,
    pub memory: Memory,
    pub trace: Option<Trace<'a>>,
    paths: HashMap<usize, Path>,
    spins: HashMap<usize, Spin>,
    processes: BTreeMap<usize, usize>,
    last: Option<Path>,
    /// For each task, steps that come before its next one.
    after: HashMap<usize, Vec<usize>>,
    waiting: HashMap<usize, bool>,
    pub spun: bool,
    pub balance: Balance,
}

/// The bytes of segments as they were stored and loaded.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    bytes: HashMap<(usize, u64), u8>,
    lengths: HashMap<(usize, u64), u64>,
}

impl Memory {
    fn saw(&mut self, access: &Access) {
        let place = access.place;
        let value = access.after;
        for (offset, byte) in
            (place.offset..).zip(value.iter().flat_map(|value| value.bytes()))
        {
            self.bytes.insert((place.segment, offset), *byte);
        }
        let length = self
            .lengths
            .entry((place.segment, place.offset))
            .or_default();
        *length = (*length).max(access.length.min(8));
    }

    /// The number at a place, as long as the program's own accesses there; 0 where nothing was seen.
    pub fn number(&self, segment: usize, offset: u64) -> u64 {
        let length = self.lengths.get(&(segment, offset)).copied().unwrap_or(8);
        let byte = |index| {
            self.bytes
                .get(&(segment, offset + index))
                .copied()
                .unwrap_or(0)
        };
        (0..length)
            .rev()
            .fold(0, |number, index| number << 8 | u64::from(byte(index)))
    }
}

impl<'a> Explorer<'a> {
    pub fn new(
        script: Vec<(Path, bool)>,
        sleep: Vec<(Path, Op)>,
        trace: Option<Trace<'a>>,
    ) -> Self {
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

    fn stuck(&mut self, waiting: &[(usize, String)], left: Vec<(Path, Op)>) -> Decision {
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

    fn is_exact(&self) -> bool {
        true
    }
}
