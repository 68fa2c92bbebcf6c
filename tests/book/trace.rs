//! The stepper's trace as a static table, made from the model's data.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

use shm_workbook::interleavings::{Action, Schedule};

use crate::page::read;

/// The worst schedule for two processes, from the model's data, which the model's tests compare
/// with the model.
pub fn worst(increments: usize) -> Schedule {
    let data = read(Path::new("book/src/data/worst-schedules.json"));
    let mut programs = data.split("\"processes\": ").skip(1);
    let program = programs
        .find(|text| {
            text.starts_with("2,")
                && text.contains(&format!("\"increments\": {increments},"))
        })
        .expect("a program of two processes");
    // Values are in rising order, so the first is the smallest.
    let schedule = program.split("\"schedule\": \"").nth(1).unwrap();
    schedule.split('"').next().unwrap().parse().unwrap()
}

/// The stepper's trace as a table, with the add as a turn of its own.
pub fn trace(schedule: &Schedule) -> String {
    let mut table = String::from("| turn | A | B | counter |\n|---|---|---|---|\n");
    let (mut counter, mut register, mut turn) = (0, [0; 2], 0);
    let mut row = |who: usize, what: &str, value: u64, counter: u64| {
        turn += 1;
        let mut cells = ["", ""].map(str::to_owned);
        cells[who] = format!("{what} {value}");
        table += &format!("| {turn} | {} | {} | {counter} |\n", cells[0], cells[1]);
    };
    for step in schedule.steps() {
        let who = step.process.index();
        match step.action {
            Action::Load => {
                register[who] = counter;
                row(who, "load", counter, counter);
            }
            Action::Store => {
                register[who] += 1;
                row(who, "add", register[who], counter);
                counter = register[who];
                row(who, "store", counter, counter);
            }
        }
    }
    table
}
