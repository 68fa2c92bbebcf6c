//! What chapter 6's page shows of the model: the stepper's schedules and the bars.

use crate::recorded;
use crate::svg::{Anchor, Svg};
use shm_workbook::interleavings::{Outcomes, Program};
use std::fmt::Write;

/// The programs that the page speaks of: processes, and increments of each.
const PROGRAMS: [(usize, usize); 8] = [
    (2, 1),
    (2, 2),
    (2, 3),
    (2, 4),
    (2, 5),
    (3, 1),
    (3, 2),
    (3, 3),
];

#[test]
fn the_steppers_schedules_are_those_of_the_model() {
    let programs: Vec<String> =
        PROGRAMS.iter().map(|&size| program_as_json(size)).collect();
    let list = programs.join(",\n");
    recorded::check(
        "worst-schedules.json",
        &format!("{{\n  \"programs\": [\n{list}\n  ]\n}}\n"),
    );
}

/// Nothing in it needs escaping: numbers, and steps such as `A.load`. All counts are far
/// below 2^53, so a browser reads them exactly.
fn program_as_json((processes, increments): (usize, usize)) -> String {
    let (program, outcomes) = model(processes, increments);
    let values: Vec<String> = outcomes
        .iter()
        .map(|(value, count)| {
            assert!(*count < 1 << 53);
            let schedule = program.schedule_for(value).unwrap().unwrap();
            format!(
                "        {{ \"value\": {value}, \"count\": {count}, \"schedule\": \"{schedule}\" }}"
            )
        })
        .collect();
    format!(
        "    {{\n      \"processes\": {processes},\n      \"increments\": {increments},\n      \
         \"expected\": {},\n      \"interleavings\": {},\n      \"values\": [\n{}\n      ]\n    }}",
        outcomes.expected(),
        outcomes.total(),
        values.join(",\n")
    )
}

fn model(processes: usize, increments: usize) -> (Program, Outcomes<u128>) {
    let program = Program::new(processes, increments).unwrap();
    let outcomes = program.outcomes().unwrap();
    (program, outcomes)
}

const ROW: f64 = 136.0;
const COLUMN: f64 = 46.0;
const LEFT: f64 = 14.0;
const CORRECT: &str = "#0b7a75";
const LOST: &str = "#c8553d";

#[test]
fn the_bars_are_those_of_the_model() {
    let mut picture = Svg::new(740);
    let mut description =
        String::from("Two processes; each line: value, orders that end with it.");
    for increments in 1..=5u8 {
        let (_, outcomes) = model(2, increments.into());
        let base = ROW * f64::from(increments) - 20.0;
        draw_row(&mut picture, base, increments, &outcomes);
        write!(description, " N = {increments}:").unwrap();
        for (value, count) in outcomes.iter() {
            write!(description, " {value}: {count},").unwrap();
        }
        write!(description, " of {}.", outcomes.total()).unwrap();
    }
    for (line, text) in [
        (
            26.0,
            "below each bar the final value, above it the interleavings",
        ),
        (44.0, "green: nothing lost"),
    ] {
        picture.text((LEFT, ROW * 5.0 + line), Anchor::Start, text);
    }
    let title =
        "How many interleavings end with each value, two processes of N increments";
    recorded::check("outcomes.svg", &picture.finish(title, &description));
}

fn draw_row(picture: &mut Svg, base: f64, increments: u8, outcomes: &Outcomes<u128>) {
    let (all, correct) = (outcomes.total(), outcomes.share(outcomes.expected()));
    picture.text(
        (LEFT, base - 96.0),
        Anchor::Start,
        format_args!(
            "N = {increments}: {all} interleavings, {:.2} % correct",
            100.0 * correct
        ),
    );
    for (value, count) in outcomes.iter() {
        let column = f64::from(u32::try_from(value).unwrap() - 1);
        let height = 62.0 * outcomes.share(value) / tallest(outcomes);
        let (x, y) = (LEFT + COLUMN * column, base - height);
        let colour = if value == outcomes.expected() {
            CORRECT
        } else {
            LOST
        };
        picture.bar((x, y), (COLUMN - 10.0, height.max(0.5)), colour);
        let middle = x + (COLUMN - 10.0) / 2.0;
        picture.text((middle, y - 4.0), Anchor::Middle, count);
        picture.text((middle, base + 14.0), Anchor::Middle, value);
    }
    picture.rule((LEFT - 6.0, base), (LEFT + COLUMN * 10.0, base));
}

/// Each row has its own scale: its most frequent value is the tallest bar.
fn tallest(outcomes: &Outcomes<u128>) -> f64 {
    outcomes
        .iter()
        .map(|(value, _)| outcomes.share(value))
        .fold(0.0, f64::max)
}
