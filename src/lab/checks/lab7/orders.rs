//! All orders of two workers, a kill at every point, a signal at every wait.

use super::faults::{IDEA, between, counts, deadlock, one_at_a_time};
use super::patience::Patience;
use super::run::{Order, Run, Runs};
use super::tried::{Judge, NO_WITNESS, Tried};
use crate::trial::Trial;
use crate::trial::ended::End;
use crate::verdict::Objection;
use crate::witness::event::Place;
use crate::witness::search::{Search, Wanted};
use crate::witness::steps::{Ending, Step};
use crate::witness::touch::Touch;

/// A right program has 2 orders with one round each, and 6 with two. Whoever has more than this, by
/// accesses that matter to nobody, is not tried in all of them.
const MOST_ORDERS: usize = 30;

const TOO_MANY: Tried = Tried::NotAll("it has more orders than anybody waits for");
const TOO_SLOW: Tried = Tried::NotAll("the runs took too long");

impl Judge {
    fn fault(self, runs: &Runs<'_>, run: &Run) -> Option<Objection> {
        deadlock(run).or_else(|| match self {
            Self::Counts => counts(runs, run),
            Self::OneAtATime => one_at_a_time(runs, run),
        })
    }
}

/// No order of it can be forced, or it was too slow for it: nothing is said by this run.
fn says_nothing(run: &Run) -> Option<Tried> {
    let why = match &run.ending {
        _ if run.ended.end == End::TimedOut => "it did not end in time under the witness",
        Some(Ending::TooLong) => "a run has too many steps",
        Some(Ending::Diverged(_)) => "it does not do the same in each run",
        _ => return None,
    };
    Some(Tried::NotAll(why))
}

/// Two workers with one and with two rounds each, in all orders that differ.
pub fn each_order(trial: &Trial, judge: Judge) -> Result<Tried, Objection> {
    if trial.can_watch().is_err() {
        return Ok(NO_WITNESS);
    }
    let patience = Patience::begin(trial.limit);
    match each_order_of(trial, 1, judge, &patience)? {
        Tried::All => each_order_of(trial, 2, judge, &patience),
        not_all => Ok(not_all),
    }
}

fn each_order_of(
    trial: &Trial,
    n: u64,
    judge: Judge,
    patience: &Patience,
) -> Result<Tried, Objection> {
    let runs = Runs::new(trial, 2, n)?;
    let mut search = Search::new(Wanted::Different);
    for number in 1..=MOST_ORDERS {
        let (script, sleep) = search.script();
        let run = runs.run(
            Order {
                script,
                sleep,
                ..Order::default()
            },
            None,
        )?;
        if let Some(nothing) = says_nothing(&run) {
            return Ok(nothing);
        }
        // If it is known, every order from here on has been seen in another place.
        if run.ending != Some(Ending::Known) {
            if let Some(objection) = judge.fault(&runs, &run) {
                let line = format!(
                    "order {number} of two workers with N = {n} fails, step by step:"
                );
                return Err(runs.shown(&run, objection.with(line)));
            }
        }
        if !search.next(&run.steps, &run.left) {
            return Ok(Tried::All);
        }
        if patience.is_over() {
            return Ok(TOO_SLOW);
        }
    }
    Ok(TOO_MANY)
}

/// Does each of WORKERS processes take the semaphore N times, to increment by one?
pub fn n_each(trial: &Trial) -> Result<Tried, Objection> {
    if trial.can_watch().is_err() {
        return Ok(NO_WITNESS);
    }
    let runs = Runs::new(trial, fastrand::usize(2..5), 10)?;
    let mut run = runs.run(Order::default(), None)?;
    if let Some(nothing) = says_nothing(&run) {
        return Ok(nothing);
    }
    // Once is no worker: a semaphore may also be given its value by a +1.
    run.done.retain(|&times| times > 1);
    let right =
        run.done.len() == runs.workers && run.done.iter().all(|&times| times == runs.n);
    if right && run.sections.is_none() {
        return counts(&runs, &run).map_or(Ok(Tried::All), Err);
    }
    run.ended.succeeded()?;
    let (workers, n) = (runs.workers, runs.n);
    let objection = run.ended.objection(
        format!(
            "{workers} processes that take the semaphore and give it back {n} times each"
        ),
        "Each worker increments N times, by one, and each time it takes its turn.",
    );
    let objection = objection.with(format!("sections of each process: {:?}", run.done));
    Err(run.sections.into_iter().fold(objection, Objection::with))
}

/// One order from which others are made, in each of which one thing more happens.
fn first(trial: &Trial) -> Result<Result<(Runs<'_>, Run), Tried>, Objection> {
    if trial.can_watch().is_err() {
        return Ok(Err(NO_WITNESS));
    }
    let runs = Runs::new(trial, 2, 2)?;
    let run = runs.run(Order::default(), None)?;
    if let Some(nothing) = says_nothing(&run) {
        return Ok(Err(nothing));
    }
    match Judge::Counts.fault(&runs, &run) {
        Some(objection) => Err(objection),
        None => Ok(Ok((runs, run))),
    }
}

/// One worker is killed, at each of its points in turn. The other does all its rounds.
pub fn each_kill(trial: &Trial) -> Result<Tried, Objection> {
    let patience = Patience::begin(trial.limit);
    let (runs, whole) = match first(trial)? {
        Ok(first) => first,
        Err(nothing) => return Ok(nothing),
    };
    let Some(worker) = whole.steps.iter().find(|step| stores(step)) else {
        let expected = "a worker that stores the counter";
        return Err(whole.ended.objection(expected, IDEA));
    };
    for (point, step) in whole.steps.iter().enumerate() {
        if step.path != worker.path {
            continue;
        }
        let mut order = whole.order_before(point + 1);
        order.script[point].1 = true;
        let run = runs.run(order, None)?;
        if let Some(nothing) = says_nothing(&run) {
            return Ok(nothing);
        }
        let (least, most) = (runs.n, 2 * runs.n);
        let fault = deadlock(&run).or_else(|| between(&runs, &run, least, most));
        if let Some(objection) = fault {
            let label = &step.op.label;
            let line = format!("a worker was killed before its {label}; step by step:");
            return Err(runs.shown(&run, objection.with(line)));
        }
        if patience.is_over() {
            return Ok(TOO_SLOW);
        }
    }
    Ok(Tried::All)
}

fn stores(step: &Step) -> bool {
    step.op.touches.iter().any(|touch| {
        matches!(touch, Touch::Memory { place: Place { offset: 0..8, .. }, kind, .. } if kind.stores())
    })
}

/// A wait for the semaphore is ended by a signal, at each step that another worker makes meanwhile. Whoever
/// was interrupted goes on at once.
pub fn each_signal(trial: &Trial) -> Result<Tried, Objection> {
    let patience = Patience::begin(trial.limit);
    let (runs, whole) = match first(trial)? {
        Ok(first) => first,
        Err(nothing) => return Ok(nothing),
    };
    for (point, path) in &whole.waits {
        let mut order = whole.order_before(*point);
        order.interrupt = Some((*point, path.clone()));
        let run = runs.run(order, None)?;
        if let Some(nothing) = says_nothing(&run) {
            return Ok(nothing);
        }
        if let Some(objection) = Judge::OneAtATime.fault(&runs, &run) {
            let line = "a signal has ended a wait in semop; step by step:";
            return Err(runs.shown(&run, objection.with(line)));
        }
        if patience.is_over() {
            return Ok(TOO_SLOW);
        }
    }
    Ok(Tried::All)
}
