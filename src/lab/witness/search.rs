//! Which order to run next, until all that differ are done.
//!
//! Two steps that touch nothing in common may as well come in the other order. So after each run it is
//! asked which of its steps could have been reversed and would matter: only those are tried (dynamic
//! partial-order reduction, Flanagan and Godefroid 2005), and no order is entered that differs from one
//! already done by steps that do not matter (sleep sets, Godefroid 1996).

use std::collections::BTreeSet;

use super::steps::{Before, Script, Step};
use super::task::Path;
use super::touch::Op;

/// Which orders are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// One of all that have the same effect.
    Different,
    /// Each, also those that have the same effect.
    All,
    /// Each that takes the processor away from a task that could go on at most so many times.
    Switches(u64),
}

/// A state that the current order goes through.
#[derive(Debug)]
struct Node {
    enabled: Before,
    chosen: Path,
    /// What has to be tried here.
    wanted: BTreeSet<Path>,
    done: BTreeSet<Path>,
    sleep: Before,
    /// Switches away from a task that could go on, before this state.
    switches: u64,
}

/// The orders that are left, as a path through a tree.
#[derive(Debug)]
pub struct Search {
    nodes: Vec<Node>,
    wanted: Wanted,
}

impl Search {
    pub fn new(wanted: Wanted) -> Self {
        Self {
            nodes: Vec::new(),
            wanted,
        }
    }

    /// The steps to be followed by the next run, and what need not be done first after them.
    pub fn script(&self) -> (Script, Before) {
        let script = self
            .nodes
            .iter()
            .map(|node| (node.chosen.clone(), false))
            .collect();
        let sleep = match self.nodes.last() {
            Some(node) if self.wanted == Wanted::Different => asleep_after(node),
            _ => Vec::new(),
        };
        (script, sleep)
    }

    /// Learns from a run, and turns to the next order. `false`: all are done.
    pub fn next(&mut self, steps: &[Step], left: &[(Path, Op)]) -> bool {
        self.extend(steps);
        match self.wanted {
            Wanted::Different => self.reverse(steps, left),
            Wanted::All | Wanted::Switches(_) => {}
        }
        self.turn()
    }

    /// Takes the steps beyond the script as new states.
    fn extend(&mut self, steps: &[Step]) {
        for index in self.nodes.len()..steps.len() {
            let step = &steps[index];
            let sleep = match self.nodes.last() {
                Some(node) if self.wanted == Wanted::Different => asleep_after(node),
                _ => Vec::new(),
            };
            let switches = self.nodes.last().map_or(0, |node| {
                let before = (index > 1).then(|| &steps[index - 2].path);
                node.switches + u64::from(switches(node, before, &node.chosen))
            });
            let before = index.checked_sub(1).map(|index| &steps[index].path);
            let mut node = Node {
                enabled: step.enabled.clone(),
                chosen: step.path.clone(),
                wanted: BTreeSet::new(),
                done: BTreeSet::from([step.path.clone()]),
                sleep,
                switches,
            };
            node.wanted = self.tries(&node, before);
            self.nodes.push(node);
        }
    }

    /// What is tried in a new state for its own sake.
    fn tries(&self, node: &Node, before: Option<&Path>) -> BTreeSet<Path> {
        let all = node.enabled.iter().map(|(path, _)| path);
        match self.wanted {
            Wanted::Different => BTreeSet::new(),
            Wanted::All => all.cloned().collect(),
            Wanted::Switches(most) => all
                .filter(|path| {
                    node.switches + u64::from(switches(node, before, path)) <= most
                })
                .cloned()
                .collect(),
        }
    }

    /// For each step: where could it have come before one that it depends on?
    fn reverse(&mut self, steps: &[Step], left: &[(Path, Op)]) {
        let before = happened_before(steps);
        for (index, step) in steps.iter().enumerate() {
            let own = own_past(steps, &before, index, &step.path, &step.after);
            self.reverse_one(steps, &before, index, &step.path, &step.op, &own);
        }
        for (path, op) in left {
            let own = own_past(steps, &before, steps.len(), path, &[]);
            self.reverse_one(steps, &before, steps.len(), path, op, &own);
        }
    }

    fn reverse_one(
        &mut self,
        steps: &[Step],
        before: &[BTreeSet<usize>],
        index: usize,
        path: &Path,
        op: &Op,
        own: &BTreeSet<usize>,
    ) {
        for earlier in (0..index).rev() {
            let other = &steps[earlier];
            let is_race = other.path != *path
                && !other.killed
                && op.depends_on(&other.op)
                && !own.contains(&earlier)
                && op.could_replace(&other.op);
            if !is_race {
                continue;
            }
            // Whoever can lead there: the task itself, or one whose later steps come before it.
            let node = &mut self.nodes[earlier];
            let leads = |candidate: &Path| {
                candidate == path
                    || (earlier + 1..index).any(|middle| {
                        steps[middle].path == *candidate
                            && (own.contains(&middle)
                                || own.iter().any(|step| before[*step].contains(&middle)))
                    })
            };
            let able: Vec<Path> =
                node.enabled.iter().map(|(path, _)| path.clone()).collect();
            if able.contains(path) {
                node.wanted.insert(path.clone());
            } else if let Some(one) = able.iter().find(|one| leads(one)) {
                node.wanted.insert(one.clone());
            } else {
                node.wanted.extend(able);
            }
        }
    }

    /// The deepest state where something is left to be tried.
    fn turn(&mut self) -> bool {
        while let Some(node) = self.nodes.last_mut() {
            let asleep = |path: &Path| node.sleep.iter().any(|(other, _)| other == path);
            let next = node
                .wanted
                .iter()
                .find(|path| !node.done.contains(*path) && !asleep(path));
            if let Some(next) = next.cloned() {
                node.done.insert(next.clone());
                node.chosen = next;
                return true;
            }
            self.nodes.pop();
        }
        false
    }
}

/// Is this choice a switch away from a task that could go on?
fn switches(node: &Node, before: Option<&Path>, path: &Path) -> bool {
    before.is_some_and(|before| {
        before != path && node.enabled.iter().any(|(other, _)| other == before)
    })
}

/// What need not come first after the chosen step: it was tried first in this state, and the step makes no
/// difference to it.
fn asleep_after(node: &Node) -> Before {
    let Some((_, own)) = node.enabled.iter().find(|(path, _)| *path == node.chosen)
    else {
        return Vec::new();
    };
    let tried = node
        .enabled
        .iter()
        .filter(|(path, _)| *path != node.chosen && node.done.contains(path));
    let all = node.sleep.iter().chain(tried);
    all.filter(|(_, op)| !op.depends_on(own)).cloned().collect()
}

/// For each step, all steps that happened before it: by the same task, by what they touch, by what the
/// run has seen.
fn happened_before(steps: &[Step]) -> Vec<BTreeSet<usize>> {
    let mut before: Vec<BTreeSet<usize>> = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let mut own = BTreeSet::new();
        for earlier in 0..index {
            let other = &steps[earlier];
            let ordered = other.path == step.path
                || step.after.contains(&earlier)
                || other.op.depends_on(&step.op);
            if ordered {
                own.insert(earlier);
                own.extend(before[earlier].iter().copied());
            }
        }
        before.push(own);
    }
    before
}

/// What happened before a task came to this step, without what the step itself touches.
fn own_past(
    steps: &[Step],
    before: &[BTreeSet<usize>],
    index: usize,
    path: &Path,
    after: &[usize],
) -> BTreeSet<usize> {
    let mut past = BTreeSet::new();
    for earlier in 0..index {
        if steps[earlier].path == *path || after.contains(&earlier) {
            past.insert(earlier);
            past.extend(before[earlier].iter().copied());
        }
    }
    past
}
