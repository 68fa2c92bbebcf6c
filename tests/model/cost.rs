//! The plot of what counting costs, from a recorded run of the benchmark.
//!
//! To record one again: `cargo bench --features bench --bench interleavings`, then
//! `.ci/record`. That copies the medians into `book/src/data/cost.csv`, and draws
//! `cost.svg` from them. Without the first command only the picture is drawn again.

use crate::recorded;
use crate::svg::{Anchor, Svg};
use std::path::{Path, PathBuf};

/// One line of the recording.
struct Cost {
    count: String,
    processes: u32,
    increments: u32,
    nanoseconds: f64,
}

const HEADER: &str = "count,processes,increments,nanoseconds";

#[test]
fn the_plot_of_the_cost_is_drawn_from_the_recorded_run() {
    if recorded::recording() && !benchmarks().is_empty() {
        recorded::check("cost.csv", &as_csv(&benchmarks()));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/data/cost.csv");
    let costs = from_csv(&std::fs::read_to_string(path).unwrap());
    recorded::check("cost.svg", &draw(&costs));
}

#[test]
fn the_recorded_run_kept_the_limits() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src/data/cost.csv");
    let costs = from_csv(&std::fs::read_to_string(path).unwrap());
    let limits = [(2, 10, 10e6), (2, 40, 5e9), (3, 4, 5e9)];
    for (processes, increments, limit) in limits {
        let same =
            |cost: &&Cost| (cost.processes, cost.increments) == (processes, increments);
        let slowest = costs
            .iter()
            .filter(same)
            .map(|cost| cost.nanoseconds)
            .fold(0.0, f64::max);
        assert!(
            0.0 < slowest && slowest < limit,
            "{processes} x {increments}: {slowest} ns"
        );
    }
}

fn from_csv(text: &str) -> Vec<Cost> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(HEADER));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let [count, processes, increments, nanoseconds] = cells[..] else {
                panic!("{line}")
            };
            Cost {
                count: count.to_owned(),
                processes: processes.parse().unwrap(),
                increments: increments.parse().unwrap(),
                nanoseconds: nanoseconds.parse().unwrap(),
            }
        })
        .collect()
}

fn as_csv(costs: &[Cost]) -> String {
    let mut lines = vec![HEADER.to_owned()];
    for Cost {
        count,
        processes,
        increments,
        nanoseconds,
    } in costs
    {
        lines.push(format!("{count},{processes},{increments},{nanoseconds:.0}"));
    }
    lines.join("\n") + "\n"
}

/// The medians that criterion left in the target folder, in a fixed order; none without a
/// run.
fn benchmarks() -> Vec<Cost> {
    let results = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("criterion");
    let mut costs: Vec<Cost> = subfolders(&results)
        .into_iter()
        .flat_map(|group| subfolders(&group))
        .filter_map(|folder| read_estimate(&folder))
        .collect();
    costs.sort_by_key(|cost| (cost.count.clone(), cost.processes, cost.increments));
    costs
}

fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect()
}

/// Reads `interleavings-big-2/10/new/estimates.json`: the names are those that `bench.rs`
/// gives.
fn read_estimate(folder: &Path) -> Option<Cost> {
    let increments = folder.file_name()?.to_str()?.parse().ok()?;
    let group = folder
        .parent()?
        .file_name()?
        .to_str()?
        .strip_prefix("interleavings-")?;
    let (count, processes) = group.split_once('-')?;
    let json = std::fs::read_to_string(folder.join("new/estimates.json")).ok()?;
    let (_, median) = json.split_once("\"median\":")?;
    let (_, point) = median.split_once("\"point_estimate\":")?;
    let nanoseconds = point.split(',').next()?.parse().ok()?;
    Some(Cost {
        count: count.to_owned(),
        processes: processes.parse().ok()?,
        increments,
        nanoseconds,
    })
}

const COLOURS: [&str; 5] = ["#6b4c9a", "#0b7a75", "#c8553d", "#2b59c3", "#8a6d00"];

/// Both axes logarithmic: a power of N is a straight line, and its slope is the power.
fn at(increments: f64, nanoseconds: f64) -> (f64, f64) {
    let right = increments.log10() / 40f64.log10();
    let up = (nanoseconds.log10() - 2.0) / 6.0;
    (70.0 + 394.0 * right, 370.0 - 340.0 * up)
}

fn draw(costs: &[Cost]) -> String {
    let mut picture = Svg::new(430);
    for (nanoseconds, label) in [
        (1e2, "100 ns"),
        (1e3, "1 µs"),
        (1e4, "10 µs"),
        (1e5, "100 µs"),
        (1e6, "1 ms"),
        (1e7, "10 ms"),
        (1e8, "100 ms"),
    ] {
        let (left, y) = at(1.0, nanoseconds);
        picture.rule((left, y), (464.0, y));
        picture.text((left - 8.0, y + 4.0), Anchor::End, label);
    }
    for increments in [1.0, 2.0, 4.0, 10.0, 20.0, 40.0] {
        picture.text((at(increments, 1.0).0, 390.0), Anchor::Middle, increments);
    }
    picture.text(
        (267.0, 414.0),
        Anchor::Middle,
        "N, the increments of each process",
    );
    let mut described = Vec::new();
    for series in
        costs.chunk_by(|a, b| (&a.count, a.processes) == (&b.count, b.processes))
    {
        draw_series(&mut picture, series);
        described.extend(series.iter().map(describe));
    }
    let description = format!("Both axes logarithmic. {}.", described.join("; "));
    picture.finish("The time to count all interleavings exactly", &description)
}

fn draw_series(picture: &mut Svg, series: &[Cost]) {
    let small = series[0].count == "u128";
    let colour = COLOURS[series[0].processes as usize - 1];
    let points: Vec<(f64, f64)> = series
        .iter()
        .map(|cost| at(cost.increments.into(), cost.nanoseconds))
        .collect();
    picture.stroke(&points, colour, small);
    points.iter().for_each(|&point| picture.dot(point, colour));
    let (x, y) = points[points.len() - 1];
    let processes = series[0].processes;
    let plural = if processes == 1 { "" } else { "es" };
    let name = format!("{processes} process{plural}");
    match (processes, small) {
        (1 | 2, false) => picture.text((x, y - 10.0), Anchor::End, name),
        (_, true) => picture.text((464.0, y + 36.0), Anchor::End, "with 128 bits"),
        // Above, where the next line does not pass.
        _ => picture.text((x, y - 10.0), Anchor::Middle, name),
    }
}

fn describe(cost: &Cost) -> String {
    let Cost {
        count,
        processes,
        increments,
        nanoseconds,
    } = cost;
    let microseconds = nanoseconds / 1e3;
    format!(
        "{processes} processes, N = {increments}, {count} counts: {microseconds:.1} µs"
    )
}
