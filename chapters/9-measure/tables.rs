//! The tables: what stands in them is said once, for the terminal and for the book's page.

use crate::figures::{Figures, what};
use crate::measure::{ONE_CORE, SIZES, TWO_CORES};
use crate::spread::size;

/// A line for each name that its part of the figures has.
pub struct Table {
    /// The page includes it by this anchor.
    pub id: &'static str,
    pub part: &'static str,
    /// Of the messages, where it is about some.
    pub size: Option<usize>,
    pub title: &'static str,
    pub columns: &'static [Column],
}

/// Its title, what it is of, and how it is shown.
pub struct Column(pub &'static str, pub &'static str, pub Show);

#[derive(Clone, Copy, PartialEq)]
pub enum Show {
    /// The median times that number, and in parentheses the shortest and the longest.
    Range(f64),
    Median(f64),
    /// The median times that number, with so many decimals.
    Percent(f64, usize),
    /// How many times as much as in the first line.
    Ratio,
    Note,
}
use Show::{Median, Note, Percent, Range, Ratio};

const MICROS: f64 = 1e-3;
const MEGABYTES: f64 = 1e-6;

const EXCHANGE: &[Column] = &[
    Column("there and back, µs", "round trip", Range(MICROS)),
    Column("ratio", "round trip", Ratio),
    Column("one way, MB/s", "one way", Range(MEGABYTES)),
];
const WAITING: &[Column] = &[
    Column(
        "idle, % of a core",
        "processor time while it waits",
        Percent(100.0, 0),
    ),
    Column(
        "CPU time, µs",
        "processor time per round trip",
        Median(MICROS),
    ),
    Column("there and back, µs", "round trip", Median(MICROS)),
];
const COPIES: &[Column] = &[Column("copies of a message", "copies", Note)];
const CHECKS: &[Column] = &[Column("µs", "time", Median(MICROS))];
const TIMES: &[Column] = &[Column("ns", "time", Range(1.0))];
const PRICE: &[Column] = &[
    Column("alone, ns", "alone", Range(1.0)),
    Column("contended, ns", "contended", Range(1.0)),
    Column("lost", "lost", Percent(1.0, 1)),
];
const SURVIVES: &[Column] = &[
    Column("if killed", "if killed", Note),
    Column("after exec", "after exec", Note),
    Column("after fork", "after fork", Note),
];

const fn table(
    id: &'static str,
    part: &'static str,
    size: Option<usize>,
    title: &'static str,
    columns: &'static [Column],
) -> Table {
    Table {
        id,
        part,
        size,
        title,
        columns,
    }
}

pub static TABLES: [Table; 12] = [
    table("64-B", TWO_CORES, Some(SIZES[0]), "64 B", EXCHANGE),
    table("1-KiB", TWO_CORES, Some(SIZES[1]), "1 KiB", EXCHANGE),
    table("64-KiB", TWO_CORES, Some(SIZES[2]), "64 KiB", EXCHANGE),
    table("1-MiB", TWO_CORES, Some(SIZES[3]), "1 MiB", EXCHANGE),
    table("copies", TWO_CORES, None, "", COPIES),
    table("checks", "check", None, "checking a message of", CHECKS),
    table(
        "waiting",
        TWO_CORES,
        Some(SIZES[0]),
        "64 B, two cores",
        WAITING,
    ),
    table(
        "one-core",
        ONE_CORE,
        Some(SIZES[0]),
        "64 B, one core",
        EXCHANGE,
    ),
    table(
        "pages",
        "page",
        None,
        "copying 4096 bytes into a segment",
        TIMES,
    ),
    table("neighbours", "two counters", None, "an increment", TIMES),
    table("price", "increment", None, "guard", PRICE),
    table("survives", "increment", None, "guard", SURVIVES),
];

/// All tables as the page includes them, and what machine they are from.
pub fn markdown(figures: &Figures) -> String {
    let mut text = format!("ANCHOR: how\n{}.\nANCHOR_END: how\n", how(figures));
    for table in &TABLES {
        let (id, table) = (table.id, table.markdown(figures));
        text += &format!("\nANCHOR: {id}\n{table}ANCHOR_END: {id}\n");
    }
    text
}

/// What was measured, where: `AMD EPYC 7763, 2 cores, …; 5 rounds; cores 0 and 1; release build`.
pub fn how(figures: &Figures) -> String {
    let facts = figures.names("run").into_iter();
    let facts = facts.filter_map(|name| figures.text(&what("run", name, "")));
    facts.collect::<Vec<_>>().join("; ")
}

/// Where shared memory is not the fastest, there and back, by the medians of this run.
pub fn not_the_fastest(figures: &Figures) -> Vec<String> {
    let names = figures.names(TWO_CORES).into_iter();
    let (shared, others): (Vec<&str>, Vec<&str>) =
        names.partition(|name| name.starts_with("shm"));
    let mut lines = Vec::new();
    for bytes in SIZES {
        let median = |name: &str| {
            let what = what(TWO_CORES, name, "round trip").of_size(bytes);
            figures.spread(&what).map(|spread| spread.median)
        };
        for name in &shared {
            let is_faster = |other: &&&str| {
                median(other).zip(median(name)).is_some_and(|(a, b)| a < b)
            };
            let faster: Vec<&str> = others.iter().filter(is_faster).copied().collect();
            if !faster.is_empty() {
                let start = format!("{:<7} {name}: slower than", size(bytes));
                lines.push(wrapped(start, &faster));
            }
        }
    }
    lines
}

/// No wider than a terminal. What goes on in the next line is indented.
fn wrapped(mut text: String, names: &[&str]) -> String {
    let mut width = text.len();
    for (place, name) in names.iter().enumerate() {
        width += name.len() + 2;
        if width > 74 {
            text += "\n       ";
            width = 8 + name.len();
        }
        let comma = if place + 1 < names.len() { "," } else { "" };
        text += &format!(" {name}{comma}");
    }
    text
}
