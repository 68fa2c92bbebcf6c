//! `cargo lab explore`: all orders in which a program's processes can go on.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::witness::columns::Trace;
use crate::witness::conductor::Turns;
use crate::witness::schedule;
use crate::witness::search::{Search, Wanted};
use crate::witness::start;
use crate::witness::steps::{Ending, Script, Step};
use crate::witness::trial::Plan;
use crate::witness::usage::{self, Usage};

pub const HELP: &str = "\
cargo lab explore [OPTIONS] -- PROGRAM ARGUMENTS

Runs a program again and again, one process at a time, and chooses who goes next
at every access to a segment and every call on a semaphore, until all orders
that differ are done or one fails: by a wrong value at the end, a failing check,
a crash, or a deadlock.

  --final OFFSET=VALUE  what the first segment shall hold at the end; 2/0=5 for
                        the second
  --check COMMAND       a shell command after each run; it fails if that exits
                        with not 0
  --segment SIZE        each run is given a new segment; {} among the arguments
                        is its id
  --schedule FILE       only the order in this file, step by step
  --save FILE           where a failing order is written to
  --kill                also ends a process at each of its points, as kill -9
                        does
  --all                 every order, also those that have the same effect
  --switches N          at most N switches away from a process that could go on
  --runs N              at most N runs (default 20000)
  --seconds N           no more runs after N seconds (default 60)
  --output FILE         where to; else to stdout, for the program's output is
                        not shown

Exit code: 0 none fails, 1 one does, 2 wrong usage, or the machine cannot trace.
";

pub fn run(words: &[OsString]) -> ExitCode {
    match explore(words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn explore(words: &[OsString]) -> Result<bool, String> {
    let usage = usage::parse(words)?;
    if usage.help {
        print!("{HELP}");
        return Ok(true);
    }
    let mut out = usage.open_or_stdout()?;
    let plan = Plan {
        program: usage.program.clone(),
        finals: usage.finals.clone(),
        check: usage.check.clone(),
        segment: usage
            .segment
            .and_then(|size| NonZeroUsize::new(size as usize)),
    };
    start::one_processor();
    if let Some(file) = &usage.schedule {
        return replay(&plan, file, &mut *out);
    }
    let passed = search(&plan, &usage, &mut *out)?;
    if passed && usage.kill {
        return kill(&plan, &usage, &mut *out);
    }
    Ok(passed)
}

/// All orders, until one fails.
fn search(plan: &Plan, usage: &Usage, out: &mut dyn Write) -> Result<bool, String> {
    let wanted = match (usage.all, usage.switches) {
        (_, Some(most)) => Wanted::Switches(most),
        (true, None) => Wanted::All,
        (false, None) => Wanted::Different,
    };
    let mut search = Search::new(wanted);
    let (most, end) = (usage.runs.unwrap_or(20_000), deadline(usage));
    let (mut runs, mut orders, mut spun) = (0, 0, false);
    let mut ends: BTreeMap<Vec<u64>, u64> = BTreeMap::new();
    let whole = loop {
        let (script, sleep) = search.script();
        let run = plan.run(script, sleep, None)?;
        runs += 1;
        spun |= run.spun;
        if run.ending != Ending::Known {
            orders += 1;
            let value = |&(segment, offset, _): &(usize, u64, u64)| {
                run.memory.number(segment, offset)
            };
            *ends
                .entry(plan.finals.iter().map(value).collect())
                .or_default() += 1;
        }
        if let Some(fault) = run.fault.filter(|_| !usage.all) {
            say(out, &format!("order {orders} fails: {fault}\n"))?;
            show(plan, &run.steps, usage, out)?;
            return Ok(false);
        }
        if !search.next(&run.steps, &run.left) {
            break true;
        }
        if runs >= most || Instant::now() >= end {
            break false;
        }
    };
    table(plan, &ends, out)?;
    say(out, &covered(wanted, orders, whole, spun))?;
    let right: Vec<u64> = plan.finals.iter().map(|(.., value)| *value).collect();
    Ok(ends.keys().all(|values| *values == right))
}

fn covered(wanted: Wanted, orders: u64, whole: bool, spun: bool) -> String {
    let what = match wanted {
        Wanted::Different => "all orders that differ".to_string(),
        Wanted::All => "all orders".to_string(),
        Wanted::Switches(most) => format!("all orders with at most {most} switches"),
    };
    let mut text = if whole {
        format!("{orders} orders: {what}, none left\n")
    } else {
        format!("{orders} orders, and not all: of {what}, some are left\n")
    };
    if spun {
        text += "A loop that waits was not run round and round: it goes on when another stores.\n";
    }
    text
}

/// How many orders end with each value.
fn table(
    plan: &Plan,
    ends: &BTreeMap<Vec<u64>, u64>,
    out: &mut dyn Write,
) -> Result<(), String> {
    if plan.finals.is_empty() {
        return Ok(());
    }
    for (values, count) in ends {
        let each = plan.finals.iter().zip(values);
        let text: Vec<String> = each
            .map(|((segment, offset, _), value)| {
                format!("M{}+{offset}={value}", segment + 1)
            })
            .collect();
        say(out, &format!("{} in {count} orders\n", text.join(" ")))?;
    }
    Ok(())
}

/// Ends the process that goes next, at each step of the first order.
fn kill(plan: &Plan, usage: &Usage, out: &mut dyn Write) -> Result<bool, String> {
    let whole = plan.run(Vec::new(), Vec::new(), None)?.steps;
    for point in 0..whole.len() {
        let path = |step: &Step| (step.path.clone(), false);
        let mut script: Script = whole[..=point].iter().map(path).collect();
        script[point].1 = true;
        let run = plan.run(script, Vec::new(), None)?;
        if let Some(fault) = run.fault {
            let what = &whole[point].op.label;
            say(out, &format!("ended before {what}, it fails: {fault}\n"))?;
            show(plan, &run.steps, usage, out)?;
            return Ok(false);
        }
    }
    say(
        out,
        &format!("{} points to end a process at, none fails\n", whole.len()),
    )?;
    Ok(true)
}

/// Runs an order once more, to show it.
fn show(
    plan: &Plan,
    steps: &[Step],
    usage: &Usage,
    out: &mut dyn Write,
) -> Result<(), String> {
    if let Some(file) = &usage.save {
        let text = schedule::write(steps);
        std::fs::write(file, text)
            .map_err(|error| format!("{}: {error}", file.to_string_lossy()))?;
    }
    let script = steps
        .iter()
        .map(|step| (step.path.clone(), step.killed))
        .collect();
    let trace = Trace::new(&mut *out, false, Turns::Each, u64::MAX).without_output();
    plan.run(script, Vec::new(), Some(trace)).map(drop)
}

/// Runs the order in a file, and tells what comes of it.
fn replay(plan: &Plan, file: &OsString, out: &mut dyn Write) -> Result<bool, String> {
    let text = std::fs::read_to_string(file);
    let text = text.map_err(|error| format!("{}: {error}", file.to_string_lossy()))?;
    let steps = schedule::read(&text)?;
    let script = steps
        .iter()
        .map(|(path, killed, _)| (path.clone(), *killed))
        .collect();
    let trace = Trace::new(&mut *out, false, Turns::Each, u64::MAX).without_output();
    let run = plan.run(script, Vec::new(), Some(trace))?;
    for (index, (step, (.., label))) in run.steps.iter().zip(&steps).enumerate() {
        if step.op.label != *label {
            let place = index + 1;
            return Err(format!(
                "step {place}: it does {}, not {label}",
                step.op.label
            ));
        }
    }
    match run.fault {
        Some(fault) => say(out, &format!("it fails: {fault}\n")).map(|()| false),
        None => say(out, "it does not fail\n").map(|()| true),
    }
}

fn deadline(usage: &Usage) -> Instant {
    Instant::now() + Duration::from_secs(usage.seconds.unwrap_or(60).min(86_400))
}

fn say(out: &mut dyn Write, text: &str) -> Result<(), String> {
    out.write_all(text.as_bytes())
        .map_err(|error| format!("output: {error}"))
}
