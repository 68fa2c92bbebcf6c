//! The stepper's trace as a static table, made from the model, as the stepper's data are.

use shm_workbook::interleavings::{Action, Program, Schedule};

/// An order of two processes that ends with the smallest value there is.
pub fn worst(increments: usize) -> Schedule {
    let program = Program::new(2, increments).unwrap();
    let outcomes = program.outcomes::<u128>().unwrap();
    let (smallest, _) = outcomes.iter().next().unwrap();
    program.schedule_for(smallest).unwrap().unwrap()
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
