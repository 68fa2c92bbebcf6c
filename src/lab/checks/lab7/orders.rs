//! All orders of two workers, and a kill at every point.

use super::run::{Run, Runs};
use crate::trial::Trial;
use crate::verdict::{Judged, Objection};
use crate::witness::event::Place;
use crate::witness::search::{Search, Wanted};
use crate::witness::steps::{Ending, Script, Step};
use crate::witness::touch::Touch;

/// A right program has 2 orders with one round each, and 6 with two. Whoever has more than this, by
/// accesses that matter to nobody, is not tried in all of them.
const MOST_ORDERS: usize = 30;

const IDEA: &str = "The load belongs into the critical section, too. What is loaded outside is old \
                    when it is stored.";

/// What has to be so in an order.
pub type Judge = fn(&Runs<'_>, &Run) -> Option<Objection>;

/// Two workers with N rounds each, in all orders that differ.
pub fn each_order(trial: &Trial, n: u64, judge: Judge) -> Judged {
    let runs = Runs::new(trial, 2, n)?;
    let mut search = Search::new(Wanted::Different);
    for order in 1..=MOST_ORDERS {
        let (script, sleep) = search.script();
        let run = runs.run(script, sleep, None)?;
        match &run.ending {
            // Every order from here on has been seen in another place.
            Some(Ending::Known) => {}
            // One that spins, or that does not do the same twice: no order of it can be forced.
            Some(Ending::TooLong | Ending::Diverged(_)) => return Ok(()),
            _ => {
                if let Some(objection) = deadlock(&run).or_else(|| judge(&runs, &run)) {
                    let objection = objection.with(format!(
                        "order {order} of two workers with N = {n} fails, step by step:"
                    ));
                    return Err(runs.shown(&run, objection));
                }
            }
        }
        if !search.next(&run.steps, &run.left) {
            break;
        }
    }
    Ok(())
}

fn deadlock(run: &Run) -> Option<Objection> {
    if !matches!(run.ending, Some(Ending::Deadlock(_))) {
        return None;
    }
    let objection = run.ended.objection(
        "somebody who can go on",
        "All wait, and nobody is left who could give what they wait for.",
    );
    let lines = run.picture.lines();
    Some(lines.fold(objection, Objection::with))
}

/// The right value, in memory and printed.
pub fn counts(runs: &Runs<'_>, run: &Run) -> Option<Objection> {
    let whole = runs.workers as u64 * runs.n;
    between(runs, run, whole, whole)
}

fn between(runs: &Runs<'_>, run: &Run, least: u64, most: u64) -> Option<Objection> {
    if let Err(objection) = run.ended.succeeded() {
        return Some(objection);
    }
    let counted = runs.counted();
    let value = runs.start.wrapping_add(counted);
    let printed = run.ended.value("final") == Some(value.to_string());
    if printed && (least..=most).contains(&counted) {
        return None;
    }
    let (from, to) = (runs.start + least, runs.start + most);
    let wanted = if least == most {
        from.to_string()
    } else {
        format!("{from} to {to}")
    };
    let start = runs.start;
    let expected =
        format!("{wanted} in the counter, which started at {start}, and `final=` it");
    let objection = run.ended.objection(expected, IDEA);
    Some(objection.with(format!("in memory: {value}")))
}

/// Nobody is inside with another, and each load and store is inside.
pub fn one_at_a_time(runs: &Runs<'_>, run: &Run) -> Option<Objection> {
    let Some(fault) = &run.sections else {
        return counts(runs, run);
    };
    let objection = run.ended.objection(
        "each worker takes the semaphore, loads, stores, gives it back; meanwhile nobody else does",
        "Load and store are two steps between the -1 and the +1, and the value 1 lets one in.",
    );
    Some(objection.with(fault))
}

/// Does each of WORKERS processes take the semaphore N times, to increment by one?
pub fn n_each(trial: &Trial) -> Judged {
    let runs = Runs::new(trial, fastrand::usize(2..5), 10)?;
    let mut run = runs.run(Vec::new(), Vec::new(), None)?;
    // Once is no worker: a semaphore may also be given its value by a +1.
    run.done.retain(|&times| times > 1);
    let right =
        run.done.len() == runs.workers && run.done.iter().all(|&times| times == runs.n);
    if right && run.sections.is_none() {
        return counts(&runs, &run).map_or(Ok(()), Err);
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

/// One worker is killed, at each of its points in turn. The other does all its rounds.
pub fn each_kill(trial: &Trial) -> Judged {
    let runs = Runs::new(trial, 2, 2)?;
    let whole = runs.run(Vec::new(), Vec::new(), None)?;
    if let Some(objection) = deadlock(&whole).or_else(|| counts(&runs, &whole)) {
        return Err(objection);
    }
    let Some(worker) = whole.steps.iter().find(|step| stores(step)) else {
        let expected = "a worker that stores the counter";
        return Err(whole.ended.objection(expected, IDEA));
    };
    for (point, step) in whole.steps.iter().enumerate() {
        if step.path != worker.path {
            continue;
        }
        let path = |step: &Step| (step.path.clone(), false);
        let mut script: Script = whole.steps[..=point].iter().map(path).collect();
        script[point].1 = true;
        let run = runs.run(script, Vec::new(), None)?;
        if matches!(run.ending, Some(Ending::TooLong | Ending::Diverged(_))) {
            continue;
        }
        let (least, most) = (runs.n, 2 * runs.n);
        let fault = deadlock(&run).or_else(|| between(&runs, &run, least, most));
        if let Some(objection) = fault {
            let label = &step.op.label;
            let line = format!("a worker was killed before its {label}; step by step:");
            return Err(runs.shown(&run, objection.with(line)));
        }
    }
    Ok(())
}

fn stores(step: &Step) -> bool {
    step.op.touches.iter().any(|touch| {
        matches!(touch, Touch::Memory { place: Place { offset: 0..8, .. }, kind, .. } if kind.stores())
    })
}
