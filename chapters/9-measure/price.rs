//! The price of being correct: one counter, two workers, seven guards.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use shm_workbook::lesson::{Lesson, Result};

use crate::cores;
use crate::failures::disturbed;
use crate::figures::what;
use crate::guard::{Guard, Kit, Table, Tools};
use crate::measure::Run;
use crate::slice::numbers;
use crate::survival;

pub fn all(run: &mut Run<'_>) -> Result {
    for guard in Guard::ALL {
        run.progress.advance(guard.name());
        price(run, guard)?;
        survival::examine(run, guard)?;
    }
    Ok(())
}

fn price(run: &mut Run<'_>, guard: Guard) -> Result {
    let kit = Kit::new()?;
    let (left, right, name) = (run.cores.left, run.cores.right, guard.name());
    let of = |metric| what("increment", name, metric);
    for _ in 0..run.plan.rounds {
        let alone = count(run, &kit, guard, &[(left, 0)])?;
        let both = count(run, &kit, guard, &[(left, 0), (right, 0)])?;
        if guard != Guard::Nothing && alone.lost + both.lost > 0.0 {
            return Err(disturbed(format!("increments were lost under {name:?}")));
        }
        run.figures.add(of("alone"), "ns", alone.nanos);
        run.figures.add(of("contended"), "ns", both.nanos);
        run.figures.add(of("lost"), "percent", both.lost);
    }
    Ok(())
}

/// What two counters cost that are each a worker's own.
pub fn neighbours(run: &mut Run<'_>) -> Result {
    let kit = Kit::new()?;
    let (left, right) = (run.cores.left, run.cores.right);
    for _ in 0..run.plan.rounds {
        for (name, workers) in [
            ("one of them alone", &[(left, 0)][..]),
            ("both, 256 bytes apart", &[(left, 0), (right, 32)]),
            ("both, in one cache line", &[(left, 0), (right, 1)]),
        ] {
            let nanos = count(run, &kit, Guard::FetchAdd, workers)?.nanos;
            run.figures
                .add(what("two counters", name, "time"), "ns", nanos);
        }
    }
    Ok(())
}

struct Count {
    /// For each increment of a worker.
    nanos: f64,
    /// In percent.
    lost: f64,
}

/// Workers, each on a core and with a counter, at the same time.
fn count(
    run: &Run<'_>,
    kit: &Kit,
    guard: Guard,
    workers: &[(usize, usize)],
) -> Result<Count> {
    let lesson = run.lesson;
    let table = kit.table.attach_as::<Table>()?;
    let counters = || table.counters.iter().map(|at| at.load(Ordering::Relaxed));
    let before: u64 = counters().sum();
    let (limit, most) = (run.plan.slice.as_nanos(), run.plan.messages);
    let mut crew = Vec::new();
    for (core, place) in workers {
        let more = [core, place, &limit as &dyn std::fmt::Display, &most];
        crew.push(kit.spawn(lesson, "counter", guard, &more)?);
    }
    lesson.start_together(&mut crew)?;
    let (mut made, mut nanos) = (0, 0.0);
    for worker in &mut crew {
        let [count, time] = numbers(&worker.answer(lesson)?)?;
        worker.succeed(lesson)?;
        made += count;
        nanos += time as f64 / count as f64 / workers.len() as f64;
    }
    let counted = counters().sum::<u64>() - before;
    Ok(Count {
        nanos,
        lost: 100.0 * made.saturating_sub(counted) as f64 / made as f64,
    })
}

/// The role: counts until the time is over.
pub fn counter(lesson: &mut Lesson) -> Result {
    lesson.trace(false);
    let mut tools = Tools::open(lesson)?;
    cores::stay_on(lesson.args.take("CORE")?);
    let place: usize = lesson.args.take("PLACE")?;
    let limit = Duration::from_nanos(lesson.args.take("NANOSECONDS")?);
    let most: u64 = lesson.args.take("INCREMENTS")?;
    lesson.answer("ready")?;
    lesson.hear()?;
    let start = Instant::now();
    let mut made = 0_u64;
    loop {
        // Many between two looks at the clock, which costs as much as several increments.
        for _ in 0..most.min(256) {
            tools.increment(place)?;
            made += 1;
        }
        if made >= most || start.elapsed() >= limit {
            break;
        }
    }
    lesson.answer(format_args!("{made} {}", start.elapsed().as_nanos()))
}
