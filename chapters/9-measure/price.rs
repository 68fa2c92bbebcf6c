//! The price of being correct: one counter, two workers, seven guards.

use std::fmt::Display;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::{Duration, Instant};

use nix::unistd::Pid;
use shm_workbook::lesson::{Child, Ending, Failure, Lesson, Result, parse};
use shm_workbook::procfs::process;

use crate::cores::{self, Cores};
use crate::failures::io;
use crate::guard::{Guard, Kit, Tools};
use crate::measure::Plan;
use crate::progress::Progress;
use crate::spread::Spread;

/// What one guard costs, and what it survives.
#[derive(Debug)]
pub struct Price {
    pub guard: Guard,
    /// Nanoseconds for an increment of a worker that is alone.
    pub alone: Spread,
    /// The same while another one does so, too, on another core.
    pub contended: Spread,
    /// Of a hundred increments, how many were lost while both worked.
    pub lost: Spread,
    /// Can others go on when its holder is killed? When its holder has run another program by exec?
    pub free_after_kill: Option<bool>,
    pub free_after_exec: Option<bool>,
}

/// What two counters cost that are each a worker's own. In nanoseconds for an increment.
#[derive(Debug)]
pub struct Neighbours {
    pub alone: Spread,
    pub one_line: Spread,
    pub apart: Spread,
}

/// Whoever sleeps after so long and has not got the lock will not get it.
const STUCK: Duration = Duration::from_millis(250);

pub fn all(
    lesson: &Lesson,
    cores: Cores,
    plan: Plan,
    progress: &mut Progress,
) -> Result<Vec<Price>> {
    let prices = Guard::ALL.into_iter().map(|guard| {
        progress.advance(guard.name());
        price(lesson, guard, cores, plan)
    });
    prices.collect()
}

fn price(lesson: &Lesson, guard: Guard, cores: Cores, plan: Plan) -> Result<Price> {
    let kit = Kit::new()?;
    let mut alone = Vec::new();
    let mut contended = Vec::new();
    let mut lost = Vec::new();
    for _ in 0..plan.rounds {
        let one = count(lesson, &kit, guard, &[(cores.left, 0)], plan)?;
        let two = count(
            lesson,
            &kit,
            guard,
            &[(cores.left, 0), (cores.right, 0)],
            plan,
        )?;
        alone.push(one.nanos);
        contended.push(two.nanos);
        lost.push(two.lost_percent);
        if guard != Guard::Nothing && (one.lost_percent, two.lost_percent) != (0.0, 0.0) {
            return Err(Failure::Other {
                what: format!("increments were lost under the guard {:?}", guard.name()),
                help: "somebody else has written into the segment; run it again".into(),
            });
        }
    }
    Ok(Price {
        guard,
        alone: spread(alone)?,
        contended: spread(contended)?,
        lost: spread(lost)?,
        free_after_kill: free_after(lesson, guard, "kill")?,
        free_after_exec: free_after(lesson, guard, "exec")?,
    })
}

pub fn neighbours(lesson: &Lesson, cores: Cores, plan: Plan) -> Result<Neighbours> {
    let kit = Kit::new()?;
    let mut found: [Vec<f64>; 3] = Default::default();
    for _ in 0..plan.rounds {
        let (left, right) = (cores.left, cores.right);
        let workers: [&[(usize, usize)]; 3] = [
            &[(left, 0)],
            &[(left, 0), (right, 1)],
            &[(left, 0), (right, 32)],
        ];
        for (workers, found) in workers.into_iter().zip(&mut found) {
            found.push(count(lesson, &kit, Guard::FetchAdd, workers, plan)?.nanos);
        }
    }
    let [alone, one_line, apart] = found;
    Ok(Neighbours {
        alone: spread(alone)?,
        one_line: spread(one_line)?,
        apart: spread(apart)?,
    })
}

fn spread(values: Vec<f64>) -> Result<Spread> {
    Spread::of(values).ok_or_else(|| Failure::Usage("no rounds at all".into()))
}

struct Count {
    /// For each increment of a worker.
    nanos: f64,
    lost_percent: f64,
}

/// Workers, each on a core and with a counter, at the same time.
fn count(
    lesson: &Lesson,
    kit: &Kit,
    guard: Guard,
    workers: &[(usize, usize)],
    plan: Plan,
) -> Result<Count> {
    let table = kit.table.attach_as::<crate::guard::Table>()?;
    let total = || -> u64 {
        let counters = table.counters.iter();
        counters
            .map(|counter| counter.load(std::sync::atomic::Ordering::Relaxed))
            .sum()
    };
    let before = total();
    let mut crew = Vec::new();
    for (core, place) in workers {
        let [table, semaphore, robust, file] = kit.arguments();
        let (limit, most) = (plan.slice.as_nanos(), plan.messages);
        let guard = guard.name();
        crew.push(lesson.spawn(
            "counter",
            &[
                &guard, &table, &semaphore, &robust, &file, core, place, &limit, &most,
            ],
        )?);
    }
    lesson.start_together(&mut crew)?;
    let mut made = 0;
    let mut nanos = 0.0;
    for worker in &mut crew {
        let answer = worker.answer(lesson)?;
        let (count, time) = answer.split_once(' ').unwrap_or_default();
        let (count, time): (u64, u64) = (parse(count)?, parse(time)?);
        worker.succeed(lesson)?;
        made += count;
        nanos += time as f64 / count as f64 / workers.len() as f64;
    }
    let lost = made.saturating_sub(total() - before);
    Ok(Count {
        nanos,
        lost_percent: 100.0 * lost as f64 / made as f64,
    })
}

/// The role: counts until the time is over.
pub fn counter(lesson: &mut Lesson) -> Result {
    lesson.trace(false);
    let mut tools = Tools::open(lesson)?;
    let mut number = || parse::<u64>(&lesson.args.positional().unwrap_or_default());
    let (core, place, limit, most) = (number()?, number()?, number()?, number()?);
    let (place, limit) = (
        place as usize % tools.table.counters.len(),
        Duration::from_nanos(limit),
    );
    cores::stay_on(core as usize);
    lesson.answer("ready")?;
    lesson.hear()?;
    let start = Instant::now();
    let mut made = 0;
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

/// Somebody takes the lock and meets its end, or another program; can the next one take it?
fn free_after(lesson: &Lesson, guard: Guard, end: &str) -> Result<Option<bool>> {
    if !guard.is_held() {
        return Ok(None);
    }
    // A kit of its own: it may be stuck afterwards.
    let kit = Kit::new()?;
    let mut holder = start(lesson, &kit, guard)?;
    holder.answer(lesson)?;
    if end == "kill" {
        holder.kill()?;
        if !matches!(holder.finish(lesson)?, Ending::Killed(_)) {
            return Err(Failure::Child("the holder should have been killed".into()));
        }
    } else {
        holder.tell("exec")?;
        holder.answer(lesson)?;
    }
    let mut taker = start(lesson, &kit, guard)?;
    while !taker.speaks(lesson, STUCK)? {
        // It sleeps and has still not said that it holds it. Or else it has had no core so far.
        if sleeps(&taker)? && !taker.speaks(lesson, Duration::ZERO)? {
            return Ok(Some(false));
        }
    }
    Ok(Some(taker.answer(lesson)? == "holding"))
}

fn sleeps(child: &Child) -> Result<bool> {
    let process = process::look(Pid::from_raw(child.pid() as i32))
        .map_err(io("look whether a process sleeps"))?;
    Ok(process.state == 'S')
}

/// The role: takes the lock and keeps it, also when it becomes another program.
pub fn holder(lesson: &mut Lesson) -> Result {
    lesson.trace(false);
    let mut tools = Tools::open(lesson)?;
    lesson.answer("asking")?;
    let _held = tools.hold()?;
    lesson.answer("holding")?;
    if lesson.hear()?.as_deref() == Some("exec") {
        let program = std::env::current_exe().map_err(io("find this program"))?;
        let parent = nix::unistd::getppid().to_string();
        let error = Command::new(program)
            .args(["--role", "sitter", &parent])
            .exec();
        return Err(io("exec")(error));
    }
    Ok(())
}

/// The role: what the holder has become. It knows of no lock.
pub fn sitter(lesson: &mut Lesson) -> Result {
    lesson.answer("here")?;
    lesson.hear().map(drop)
}

/// A holder that is about to ask for the lock.
fn start(lesson: &Lesson, kit: &Kit, guard: Guard) -> Result<Child> {
    let [table, semaphore, robust, file] = kit.arguments();
    let arguments: [&dyn Display; 5] =
        [&guard.name(), &table, &semaphore, &robust, &file];
    let mut holder = lesson.spawn("holder", &arguments)?;
    holder.answer(lesson)?;
    Ok(holder)
}
