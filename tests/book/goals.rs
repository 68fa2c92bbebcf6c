//! The goals of the library's price: the benchmark's, the recorded table's and the page's are the
//! same.

#[path = "../../chapters/9-measure/bench/goal.rs"]
mod goal;

use std::path::Path;

use goal::{Goal, WRAPPER};

use crate::expect_none;
use crate::page::read;

/// The benchmark's goal for a row of this name.
fn goal_of(name: &str) -> Goal {
    let size = name
        .strip_prefix("copy in ")
        .or_else(|| name.strip_prefix("copy out "));
    match size.and_then(|size| size.strip_suffix(" B")) {
        Some(size) => goal::copy(size.parse().unwrap()),
        None => WRAPPER,
    }
}

#[test]
fn the_recorded_table_was_held_against_the_benchmarks_goals() {
    let table = read(Path::new("book/src/data/library-bench.md"));
    let rows: Vec<&str> = table.lines().skip(2).collect();
    assert!(rows.len() > 20, "{table}");
    let wrong = |row: &&str| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [name, _, _, ratio, goal, met] = cells[..] else {
            return true;
        };
        let wanted = goal_of(name);
        // The ratio is rounded, so what lies on the border may be either.
        let ratio: f64 = ratio.parse().unwrap();
        let fits = |by: f64| wanted.is_met(ratio + by) == (met == "met");
        goal != wanted.to_string()
            || !["met", "missed"].contains(&met)
            || !(fits(0.005) || fits(-0.005))
    };
    let wrong = rows.into_iter().filter(wrong).map(str::to_owned);
    expect_none(&wrong.collect::<Vec<_>>());
}

#[test]
fn the_page_names_the_benchmarks_goals() {
    let page = read(Path::new("book/src/9-price.md"));
    let figure = |goal| match goal {
        Goal::AtMost(figure) | Goal::ThroughputAtLeast(figure) => figure,
    };
    let (small, large) = (goal::copy(16 << 10), goal::copy((16 << 10) + 1));
    let said = format!(
        "The goals: wrappers, counter and ping-pong take at most {} times as long as `libc`; copies \
         reach {} of the throughput of `memcpy` up to 16 KiB, and {} above.",
        figure(WRAPPER),
        figure(small),
        figure(large),
    );
    assert!(page.contains(&said), "the page does not say: {said}");
    assert!(matches!(WRAPPER, Goal::AtMost(_)));
    assert!(WRAPPER.compared(2.0) > WRAPPER.compared(1.0));
    assert!(large.compared(2.0) < large.compared(1.0));
}
