//! `cargo lab watch`: check again whenever a file is saved.
//!
//! It looks at the files' times four times a second. Notifications from the kernel would be
//! quicker by a blink and cost a dependency; editors that save by renaming need care there.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, SystemTime};

use super::{Outcome, check, unwritable};
use crate::args::Options;
use crate::catalogue::Lab;
use crate::project;

const LOOK: Duration = Duration::from_millis(250);

/// Runs until it is interrupted.
pub fn run(mut options: Options) -> Outcome {
    let labs = std::mem::take(&mut options.labs);
    let one = labs.len() == 1;
    let mut times: Vec<_> = labs.iter().map(|lab| saved(lab, &options)).collect();
    if one {
        again(labs[0], &mut options);
    }
    writeln!(
        anstream::stdout(),
        "Watching. Save a file to check it; Ctrl-C ends."
    )
    .map_err(unwritable)?;
    loop {
        thread::sleep(LOOK);
        for (lab, time) in labs.iter().zip(&mut times) {
            let now = saved(lab, &options);
            if now.is_some() && now != *time {
                *time = now;
                again(lab, &mut options);
            }
        }
    }
}

/// What cannot be checked now, such as a program that a linker is still writing, will be at the
/// next save.
fn again(lab: &'static Lab, options: &mut Options) {
    options.labs = vec![lab];
    if let Err(reason) = check::run(options) {
        eprintln!("lab: {reason}");
    }
}

/// When the lab's file was saved, or the program that was named instead.
fn saved(lab: &Lab, options: &Options) -> Option<SystemTime> {
    let file = match &options.program {
        // The last word that is a file: of "python3 lab3.py" the script.
        Some(words) => words
            .iter()
            .rev()
            .map(PathBuf::from)
            .find(|path| path.is_file())?,
        None => project::lab_file(lab),
    };
    fs::metadata(file).ok()?.modified().ok()
}
