//! Ratios that a busy machine does not spoil: the two sides are measured in turns.

use std::time::{Duration, Instant};

use criterion::Criterion;

use super::goal::Goal;

struct Row {
    name: String,
    goal: Goal,
    ours: f64,
    theirs: f64,
    /// Ours divided by theirs, the median of all turns.
    times: f64,
}

/// All comparisons of this run.
pub struct Table {
    rows: Vec<Row>,
    /// Each once, and no figures.
    only_test: bool,
    filter: Option<String>,
}

const TURNS: usize = 61;
const TURN: Duration = Duration::from_millis(2);

impl Table {
    pub fn new() -> Table {
        let arguments = std::env::args_os().skip(1);
        let arguments: Vec<String> = arguments
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        Table {
            rows: Vec::new(),
            only_test: arguments.iter().any(|argument| argument == "--test"),
            filter: arguments
                .into_iter()
                .find(|argument| !argument.starts_with('-')),
        }
    }

    /// Criterion measures both, one after the other; then they are measured in turns.
    pub fn compare(
        &mut self,
        criterion: &mut Criterion,
        name: &str,
        goal: Goal,
        mut ours: impl FnMut(),
        mut theirs: impl FnMut(),
    ) {
        let mut group = criterion.benchmark_group(name);
        group.bench_function("library", |bencher| bencher.iter(&mut ours));
        group.bench_function("libc", |bencher| bencher.iter(&mut theirs));
        group.finish();
        let wanted = self
            .filter
            .as_ref()
            .is_none_or(|filter| name.contains(filter));
        if !self.only_test && wanted {
            self.rows.push(in_turns(name, goal, &mut ours, &mut theirs));
        }
    }

    /// A table in Markdown, which reads well enough in a terminal.
    pub fn print(&self) {
        if self.rows.is_empty() {
            return;
        }
        println!(
            "| | library, ns | libc, ns | ratio | goal | |\n|---|---:|---:|---:|---|---|"
        );
        for row in &self.rows {
            let Row {
                name,
                goal,
                ours,
                theirs,
                times,
            } = row;
            let ratio = goal.compared(*times);
            let met = if goal.is_met(ratio) { "met" } else { "missed" };
            println!(
                "| {name} | {ours:.1} | {theirs:.1} | {ratio:.2} | {goal} | {met} |"
            );
        }
    }
}

fn in_turns(
    name: &str,
    goal: Goal,
    ours: &mut impl FnMut(),
    theirs: &mut impl FnMut(),
) -> Row {
    let times = times_in(TURN, theirs);
    let mut turns: Vec<(f64, f64)> = (0..TURNS)
        .map(|turn| match turn % 2 {
            // Whoever is first may find the caches cold: each is, as often as the other.
            0 => (nanos(times, ours), nanos(times, theirs)),
            _ => {
                let theirs = nanos(times, theirs);
                (nanos(times, ours), theirs)
            }
        })
        .collect();
    let mut middle = |of: fn(&(f64, f64)) -> f64| {
        turns.sort_by(|a, b| of(a).total_cmp(&of(b)));
        of(&turns[TURNS / 2])
    };
    Row {
        name: name.into(),
        goal,
        ours: middle(|turn| turn.0),
        theirs: middle(|turn| turn.1),
        times: middle(|turn| turn.0 / turn.1),
    }
}

/// How often it can be done in that time.
fn times_in(time: Duration, work: &mut impl FnMut()) -> u32 {
    let mut times = 1;
    while nanos(times, work) * f64::from(times) < time.as_nanos() as f64 / 2.0 {
        times *= 2;
    }
    times
}

fn nanos(times: u32, work: &mut impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..times {
        work();
    }
    start.elapsed().as_nanos() as f64 / f64::from(times)
}
