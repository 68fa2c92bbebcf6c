//! The results as the book's page shows them: tables, each between anchors to include it by.

use std::fmt::Write;

use crate::machine;
use crate::measure::{Row, SIZES, Sized};
use crate::results::Results;
use crate::spread::{Spread, digits, size};

pub fn write(results: &Results) -> String {
    let how = format!(
        "{}; {}; {}; {} build.\n",
        machine::describe(),
        results.plan.rounds(),
        results.cores,
        if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        }
    );
    [
        anchor("how", how),
        anchor(
            "round-trip",
            by_size(&results.rows, "µs", &|row, size| {
                row.of_size(size)?
                    .round_trip()
                    .map(|spread| scaled(spread, 1e-3))
            }),
        ),
        anchor(
            "one-way",
            by_size(&results.rows, "MB/s", &|row, size| {
                row.of_size(size)?
                    .throughput()
                    .map(|spread| scaled(spread, 1e-6))
            }),
        ),
        anchor("ratio", ratios(&results.rows)),
        anchor("waiting", waiting(results)),
        anchor("checks", checks(results)),
        anchor("pages", pages(results)),
        anchor("neighbours", neighbours(results)),
        anchor("price", price(results)),
        anchor("survives", survives(results)),
    ]
    .join("\n")
}

fn anchor(name: &str, table: String) -> String {
    format!("ANCHOR: {name}\n{table}ANCHOR_END: {name}\n")
}

fn table(header: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = format!("| {} |\n|---|", header.join(" | "));
    text += &"---:|".repeat(header.len() - 1);
    text.push('\n');
    for row in rows {
        // A string takes whatever is written into it.
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

fn by_size(
    rows: &[Row],
    unit: &str,
    of: &dyn Fn(&Row, usize) -> Option<Spread>,
) -> String {
    let sizes = SIZES.map(|bytes| format!("{}, {unit}", size(bytes)));
    let header = [vec![String::new()], sizes.to_vec()].concat();
    let rows = rows.iter().map(|row| {
        let cells =
            SIZES.map(|size| of(row, size).map_or_else(|| "missing".into(), with_range));
        [vec![row.mechanism.name.to_owned()], cells.to_vec()].concat()
    });
    table(&header, rows)
}

fn ratios(rows: &[Row]) -> String {
    let header = [vec![String::new()], SIZES.map(size).to_vec()].concat();
    let rows = rows.iter().map(|row| {
        let cells = SIZES.map(|size| {
            let ratio = crate::report::ratio(rows, row, size);
            ratio.map_or_else(|| "missing".into(), |ratio| format!("{} ×", digits(ratio)))
        });
        [vec![row.mechanism.name.to_owned()], cells.to_vec()].concat()
    });
    table(&header, rows)
}

fn waiting(results: &Results) -> String {
    let header = [
        "",
        "idle wait, % of a core",
        "64 B, two cores, µs",
        "CPU time per round trip, µs",
        "64 B, one core, µs",
        "copies of a message",
    ];
    let rows = results
        .rows
        .iter()
        .zip(&results.one_core)
        .map(|(row, one_core)| {
            let micros = |spread: Option<Spread>| {
                spread.map_or_else(
                    || "missing".into(),
                    |spread| digits(spread.median / 1e3),
                )
            };
            let idle = row.idle.map(|idle| format!("{:.0} %", idle * 100.0));
            let two = row.of_size(SIZES[0]);
            vec![
                row.mechanism.name.to_owned(),
                idle.unwrap_or_else(|| "missing".into()),
                micros(two.and_then(Sized::round_trip)),
                micros(two.and_then(Sized::cpu)),
                micros(one_core.of_size(SIZES[0]).and_then(Sized::round_trip)),
                row.mechanism.copies.to_owned(),
            ]
        });
    table(&header.map(String::from), rows)
}

fn checks(results: &Results) -> String {
    let header = ["a message of", "is checked in, µs"].map(String::from);
    let rows = results.checks.iter();
    table(
        &header,
        rows.map(|(bytes, time)| {
            vec![size(*bytes), digits(time.as_nanos() as f64 / 1e3)]
        }),
    )
}

fn pages(results: &Results) -> String {
    let header = ["copying 4096 bytes into a segment", "ns"].map(String::from);
    let rows = results
        .pages
        .iter()
        .flat_map(|pages| [("for the first time", pages.cold), ("again", pages.warm)]);
    table(
        &header,
        rows.map(|(name, spread)| vec![name.to_owned(), with_range(spread)]),
    )
}

fn neighbours(results: &Results) -> String {
    let header = ["two workers, a counter each", "ns per increment"].map(String::from);
    let found = &results.neighbours;
    let rows = [
        ("one of them alone", found.alone),
        ("both, 256 bytes apart", found.apart),
        ("both, in one cache line", found.one_line),
    ];
    table(
        &header,
        rows.into_iter()
            .map(|(name, spread)| vec![name.to_owned(), with_range(spread)]),
    )
}

fn price(results: &Results) -> String {
    let header = ["guard", "alone, ns", "contended, ns", "lost"].map(String::from);
    let rows = results.prices.iter().map(|price| {
        vec![
            price.guard.name().to_owned(),
            with_range(price.alone),
            with_range(price.contended),
            format!("{:.1} %", price.lost.median),
        ]
    });
    table(&header, rows)
}

fn survives(results: &Results) -> String {
    let header = [
        "guard",
        "its holder is killed",
        "its holder calls exec",
        "its holder forks",
    ];
    let rows = results.prices.iter().map(|price| {
        vec![
            price.guard.name().to_owned(),
            crate::report::freed(price.free_after_kill).to_owned(),
            crate::report::after_exec(price).to_owned(),
            price.guard.after_fork().to_owned(),
        ]
    });
    table(&header.map(String::from), rows)
}

fn with_range(spread: Spread) -> String {
    let Spread { median, min, max } = spread;
    format!("{} ({}–{})", digits(median), digits(min), digits(max))
}

fn scaled(spread: Spread, factor: f64) -> Spread {
    Spread {
        median: spread.median * factor,
        min: spread.min * factor,
        max: spread.max * factor,
    }
}
