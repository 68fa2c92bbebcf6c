//! `cargo lab solution`: one way to do it, after the reader has found one.

use std::fs;
use std::io::Write as _;

use super::{Outcome, check, unwritable};
use crate::args::Options;
use crate::catalogue::Lab;
use crate::project;

pub fn run(lab: &'static Lab, mut options: Options) -> Outcome {
    let number = lab.number;
    if !options.give_up {
        options.labs = vec![lab];
        if !check::run(&options)? {
            eprintln!("The solution comes after your own has passed, or with --give-up.");
            eprintln!("Stuck? cargo lab hint {number}");
            return Ok(false);
        }
    }
    let file = project::solution_file(lab);
    let shown = project::shown(&file);
    let text = fs::read_to_string(&file).map_err(|error| format!("{shown}: {error}"))?;
    let mut out = anstream::stdout();
    writeln!(out, "// {shown}\n\n{text}").map_err(unwritable)?;
    Ok(true)
}
