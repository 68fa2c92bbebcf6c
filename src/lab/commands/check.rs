//! `cargo lab check`: judge, report, count.

use std::io::{self, Write as _};

use super::{Outcome, doctor, unwritable};
use crate::args::{Format, Options};
use crate::examine::{Subject, examine};
use crate::report::{self, text};
use crate::room;
use crate::walls::Walls;

fn walls(options: &Options) -> Result<Walls, String> {
    match options.walls {
        None => Ok(room::best_walls()),
        Some(walls) if room::stand(walls) => Ok(walls),
        Some(walls) => Err(format!(
            "this machine does not let you have {}",
            walls.describe()
        )),
    }
}

pub fn run(options: &Options) -> Outcome {
    doctor::can_run()?;
    let walls = walls(options)?;
    let mut reports = Vec::new();
    for lab in &options.labs {
        let subject = Subject::find(lab, options)?;
        let report = examine(lab, &subject, walls, options);
        if options.format == Format::Text {
            text::write(&report, &mut anstream::stdout()).map_err(unwritable)?;
        }
        reports.push(report);
    }
    let mut stdout = io::stdout().lock();
    report::write(options.format, &reports, walls, &mut stdout).map_err(unwritable)?;
    stdout.flush().map_err(unwritable)?;
    Ok(reports.iter().all(crate::verdict::Report::passed))
}
