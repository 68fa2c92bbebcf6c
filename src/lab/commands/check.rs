//! `cargo lab check`: judge, report, count.

use std::io::{self, Write as _};

use super::{Outcome, doctor, unwritable};
use crate::args::{Format, Options};
use crate::examine::{Subject, examine};
use crate::isolation::namespaces::Isolation;
use crate::judge::ask;
use crate::report::{self, text};

fn isolation(options: &Options) -> Result<Isolation, String> {
    match options.isolation {
        None => Ok(ask::best_isolation()),
        Some(isolation) if ask::can_have(isolation) => Ok(isolation),
        Some(isolation) => Err(format!(
            "this machine does not let you have {}",
            isolation.describe()
        )),
    }
}

pub fn run(options: &Options) -> Outcome {
    doctor::can_run()?;
    let isolation = isolation(options)?;
    let mut reports = Vec::new();
    for lab in &options.labs {
        let subject = Subject::find(lab, options)?;
        let report = examine(lab, &subject, isolation, options);
        if options.format == Format::Text {
            text::write(&report, &mut anstream::stdout()).map_err(unwritable)?;
        }
        reports.push(report);
    }
    let mut stdout = io::stdout().lock();
    report::write(options.format, &reports, isolation, &mut stdout)
        .map_err(unwritable)?;
    stdout.flush().map_err(unwritable)?;
    Ok(reports.iter().all(crate::verdict::Report::passed))
}
