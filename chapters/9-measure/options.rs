//! The command line.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use shm_workbook::lesson::{Args, Failure, Result};

use crate::failures::io;
use crate::figures::Figures;
use crate::measure::Plan;
use crate::picture::{self, NARROW, WIDE};
use crate::tables;

pub const USAGE: &str = "\
usage: chapter9 [--quick] [--format FORMAT] [--save DIR] [--from FILE]
                [--rounds N] [--messages N] [--step]
  measure eleven ways to pass a message, three of them through shared memory
  --quick          fewer and shorter rounds: under 10 seconds
  --format FORMAT  text or csv; default: text
  --save DIR       write chapter9.csv, chapter9.md (the tables), chapter9.svg,
                   chapter9.narrow.svg (the same for a narrow screen)
  --from FILE      measure nothing, show what --save wrote into chapter9.csv
  --rounds N       how often each figure is measured, 1 to 100; default: 5,
                   quick: 3
  --messages N     at most N messages for each figure, 1 to 1000000;
                   then 1 round
  --step           wait for Enter after each step";

pub struct Options {
    pub plan: Plan,
    /// The reader is a person, and no program.
    pub tells: bool,
    from: Option<PathBuf>,
    save: Option<PathBuf>,
}

impl Options {
    pub fn take(args: &mut Args) -> Result<Options> {
        let quick = args.flag("--quick");
        let messages = args.number("--messages", 1..=1_000_000)?;
        let usual = match (messages, quick) {
            (Some(_), _) => 1,
            (None, true) => 3,
            (None, false) => 5,
        };
        let rounds = args.number("--rounds", 1..=100)?.unwrap_or(usual);
        let format: Option<String> = args.value("--format")?;
        let options = Options {
            plan: Plan {
                rounds: rounds as usize,
                slice: Duration::from_millis(if quick { 8 } else { 40 }),
                messages: messages.unwrap_or(u64::MAX),
            },
            tells: match format.as_deref() {
                None | Some("text") => true,
                Some("csv") => false,
                Some(_) => return Err(Failure::Usage("choose text or csv".into())),
            },
            from: args.value("--from")?,
            save: args.value("--save")?,
        };
        args.done()?;
        Ok(options)
    }

    /// Makes the directory of `--save` before anything is measured: a path that cannot be used should
    /// not cost a minute of work.
    pub fn prepare(&self) -> Result {
        let Some(path) = &self.save else {
            return Ok(());
        };
        let what = format!("create the directory {}", path.display());
        fs::create_dir_all(path).map_err(io(&what))
    }

    /// The figures of an earlier run, if they are asked for.
    pub fn recorded(&self) -> Result<Option<Figures>> {
        let Some(file) = &self.from else {
            return Ok(None);
        };
        let text =
            fs::read_to_string(file).map_err(io(&format!("read {}", file.display())))?;
        Figures::from_csv(&text).map(Some)
    }

    pub fn save(&self, figures: &Figures) -> Result {
        let Some(directory) = &self.save else {
            return Ok(());
        };
        for (extension, text) in [
            ("csv", figures.csv()),
            ("md", tables::markdown(figures)),
            ("svg", picture::svg(figures, WIDE)),
            ("narrow.svg", picture::svg(figures, NARROW)),
        ] {
            let file = directory.join("chapter9").with_extension(extension);
            fs::write(&file, text).map_err(io(&format!("write {}", file.display())))?;
        }
        Ok(())
    }
}
