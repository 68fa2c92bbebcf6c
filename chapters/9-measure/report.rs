//! The results for people: rows as they come, then tables with ratios and bars.

use shm_workbook::lesson::{Lesson, Result};

use crate::guard::Guard;
use crate::measure::{Row, SIZES, Sample, Watcher};
use crate::mechanism::ALL;
use crate::price::Price;
use crate::progress::Progress;
use crate::results::Results;
use crate::spread::{Spread, digits, size};

/// Prints each figure of the first round when it is measured; later rounds only move the bar.
pub struct Live<'a> {
    pub lesson: &'a Lesson,
    pub progress: Progress,
    /// How many lines of the first round are still to come; 0 for a reader who is a program.
    pub lines: usize,
    /// Has it been told what is missing?
    pub told: bool,
}

impl Watcher for Live<'_> {
    fn sample(&mut self, row: usize, bytes: usize, sample: &Sample) -> Result {
        let name = ALL[row].name;
        if self.lines > 0 {
            self.lines -= 1;
            self.progress.clear();
            let (time, rate) = (
                digits(sample.round_trip / 1e3),
                digits(sample.throughput / 1e6),
            );
            self.lesson.say(format_args!(
                "{:<8} {name:<16} {time:>9} µs there and back {rate:>9} MB/s one way",
                size(bytes)
            ))?;
        }
        self.progress.advance(&format!("{name}, {}", size(bytes)));
        Ok(())
    }

    fn missing(&mut self, row: usize, why: &str) -> Result {
        if self.told {
            return Ok(());
        }
        self.lines = self.lines.saturating_sub(SIZES.len());
        self.progress.clear();
        let needs = ALL[row].needs;
        let text = format!(
            "{} is missing here: {why}\n  it needs {needs}",
            ALL[row].name
        );
        // A program that reads stdout finds it in the document; a person should see it in any case.
        match self.lines {
            0 => eprint_lines(&text),
            _ => self.lesson.say(text)?,
        }
        Ok(())
    }
}

fn eprint_lines(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// How many times as long a round trip takes as through shared memory.
pub fn ratio(rows: &[Row], row: &Row, size: usize) -> Option<f64> {
    let time = |row: &Row| row.of_size(size)?.round_trip();
    Some(time(row)?.median / time(rows.first()?)?.median)
}

pub fn table(lesson: &Lesson, rows: &[Row], sizes: &[usize]) -> Result {
    for &bytes in sizes {
        lesson.say(format_args!(
            "{:<16} {:>26} {:>7} {:>14}",
            size(bytes),
            "there and back, µs",
            "ratio",
            "one way, MB/s"
        ))?;
        let slowest = rows
            .iter()
            .filter_map(|row| row.of_size(bytes)?.round_trip());
        let slowest = slowest.map(|spread| spread.median).fold(0.0, f64::max);
        for row in rows {
            lesson.say(line(rows, row, bytes, slowest))?;
        }
        lesson.say(" ")?;
    }
    Ok(())
}

fn line(rows: &[Row], row: &Row, bytes: usize, slowest: f64) -> String {
    let name = row.mechanism.name;
    let sized = row.of_size(bytes);
    let figures = sized.and_then(|sized| sized.round_trip().zip(sized.throughput()));
    let Some((time, rate)) = figures else {
        return format!("{name:<16} {:>26}", "missing");
    };
    let ratio = ratio(rows, row, bytes).map(|ratio| format!("{}x", digits(ratio)));
    let bar = "#".repeat((BAR as f64 * time.median / slowest).ceil() as usize);
    format!(
        "{name:<16} {:>9} {:>16} {:>7} {:>14}  {bar}",
        digits(time.median / 1e3),
        range(time, 1e-3),
        ratio.unwrap_or_default(),
        digits(rate.median / 1e6),
    )
}

const BAR: usize = 10;

fn range(spread: Spread, scale: f64) -> String {
    format!(
        "{}..{}",
        digits(spread.min * scale),
        digits(spread.max * scale)
    )
}

/// Where shared memory is not the fastest, by the medians of this run.
pub fn verdict(lesson: &Lesson, rows: &[Row]) -> Result {
    lesson.say("not the fastest in this run, there and back:")?;
    let (shared, others): (Vec<&Row>, Vec<&Row>) = rows
        .iter()
        .partition(|row| row.mechanism.is_shared_memory());
    for bytes in SIZES {
        for row in &shared {
            let faster: Vec<&str> = others
                .iter()
                .filter(|other| is_faster(other, row, bytes))
                .map(|other| other.mechanism.name)
                .collect();
            if !faster.is_empty() {
                let (size, name) = (size(bytes), row.mechanism.name);
                lesson.say(format_args!(
                    "  {size:<7} {name}: slower than {}",
                    faster.join(", ")
                ))?;
            }
        }
    }
    Ok(())
}

fn is_faster(one: &Row, other: &Row, size: usize) -> bool {
    let time = |row: &Row| Some(row.of_size(size)?.round_trip()?.median);
    time(one)
        .zip(time(other))
        .is_some_and(|(one, other)| one < other)
}

/// What it costs to wait, and to use no more than one core.
pub fn waiting(lesson: &Lesson, results: &Results) -> Result {
    lesson.say(format_args!(
        "{:<16}  {:>22}  {:>27}  {:>18}",
        "64 B",
        "idle wait, % of a core",
        "CPU time per round trip, µs",
        "there and back, µs"
    ))?;
    for row in &results.rows {
        let cpu = row
            .of_size(SIZES[0])
            .and_then(|sized| sized.cpu().zip(sized.round_trip()));
        if let Some(((cpu, time), idle)) = cpu.zip(row.idle) {
            lesson.say(format_args!(
                "{:<16}  {:>22.0}  {:>27}  {:>18}",
                row.mechanism.name,
                idle * 100.0,
                digits(cpu.median / 1e3),
                digits(time.median / 1e3)
            ))?;
        }
    }
    Ok(())
}

pub fn checks(lesson: &Lesson, results: &Results) -> Result {
    let checks = results.checks.iter().map(|(bytes, time)| {
        format!(
            "{} in {} µs",
            size(*bytes),
            digits(time.as_nanos() as f64 / 1e3)
        )
    });
    let checks = checks.collect::<Vec<_>>().join(", ");
    lesson.say(format_args!(
        "checking a message is part of every figure: {checks}"
    ))
}

pub fn pages(lesson: &Lesson, results: &Results) -> Result {
    let Some(pages) = &results.pages else {
        return Ok(());
    };
    named(
        lesson,
        "4096 bytes",
        "ns",
        &[("first store", pages.cold), ("second store", pages.warm)],
    )
}

pub fn neighbours(lesson: &Lesson, results: &Results) -> Result {
    let found = &results.neighbours;
    let rows = [
        ("one worker alone", found.alone),
        ("both, apart", found.apart),
        ("both, in one line", found.one_line),
    ];
    named(lesson, "per increment", "ns", &rows)
}

fn named(lesson: &Lesson, title: &str, unit: &str, rows: &[(&str, Spread)]) -> Result {
    lesson.say(format_args!("{title:<18} {unit:>9}"))?;
    let longest = rows
        .iter()
        .map(|(_, spread)| spread.median)
        .fold(0.0, f64::max);
    for (name, spread) in rows {
        let bar = "#".repeat((BAR as f64 * spread.median / longest).ceil() as usize);
        let range = range(*spread, 1.0);
        lesson.say(format_args!(
            "{name:<18} {:>9} {range:>16}  {bar}",
            digits(spread.median)
        ))?;
    }
    Ok(())
}

pub fn price(lesson: &Lesson, results: &Results) -> Result {
    lesson.say(format_args!(
        "{:<16} {:>9} {:>14} {:>7}  {:<12}  {:<18}  {}",
        "ns per increment",
        "alone",
        "contended",
        "lost",
        "if killed",
        "after fork",
        "after exec"
    ))?;
    for price in &results.prices {
        lesson.say(format_args!(
            "{:<16} {:>9} {:>14} {:>5.1} %  {:<12}  {:<18}  {}",
            price.guard.name(),
            digits(price.alone.median),
            digits(price.contended.median),
            price.lost.median,
            freed(price.free_after_kill),
            price.guard.after_fork(),
            after_exec(price)
        ))?;
    }
    Ok(())
}

/// The same after exec. `flock(2)` says that a lock survives it, and this one does not: Rust opens
/// files so that exec closes them, and the last descriptor takes the lock with it.
pub fn after_exec(price: &Price) -> &'static str {
    match (price.guard, price.free_after_exec) {
        (Guard::Flock, Some(true)) => "freed (descriptor is close-on-exec)",
        (_, free) => freed(free),
    }
}

/// Can others go on?
pub fn freed(free: Option<bool>) -> &'static str {
    match free {
        None => "-",
        Some(true) => "freed",
        Some(false) => "stays locked",
    }
}
