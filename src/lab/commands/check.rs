//! `cargo lab check`: judge, report, count.

use std::io::{self, Write as _};

use super::{Outcome, doctor, teller::Teller, unwritable};
use crate::args::{Format, Options};
use crate::examine::{Subject, examine};
use crate::judge::ground::Ground;
use crate::report::{self, text};

fn ground(options: &Options) -> Result<Ground, String> {
    match options.isolation {
        None => Ground::best(),
        Some(isolation) => Ground::exactly(isolation),
    }
}

pub fn run(options: &Options) -> Outcome {
    doctor::can_run()?;
    let ground = ground(options)?;
    let mut reports = Vec::new();
    if options.format == Format::Text {
        text::ground(&ground, &mut anstream::stdout()).map_err(unwritable)?;
    }
    for lab in &options.labs {
        let subject = Subject::find(lab, options)?;
        let report = match options.format {
            Format::Text => {
                let mut teller = Teller::default();
                let report = examine(lab, &subject, &ground, options, &mut teller)?;
                teller.total(&report)?;
                report
            }
            _ => examine(lab, &subject, &ground, options, &mut ())?,
        };
        reports.push(report);
    }
    let mut stdout = io::stdout().lock();
    report::write(options.format, &reports, &ground, &mut stdout).map_err(unwritable)?;
    stdout.flush().map_err(unwritable)?;
    if reports.iter().any(|report| report.possible() == 0) {
        return Err("no check could be judged; `cargo lab doctor` says more".to_string());
    }
    Ok(reports.iter().all(crate::tally::Report::passed))
}
