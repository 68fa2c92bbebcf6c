//! The command line.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use shm_workbook::lesson::{Args, Failure, Result};

use crate::failures::io;
use crate::formats::Format;
use crate::measure::Plan;
use crate::plot;
use crate::results::Results;

pub const USAGE: &str = "\
usage: chapter9 [--quick] [--format FORMAT] [--svg FILE] [--save DIR]
                [--rounds N] [--messages N] [--step]
  measure eleven ways to pass a message, three of them through shared memory
  --quick          fewer and shorter rounds: under 10 seconds
  --format FORMAT  text, csv, json or markdown; default: text
  --svg FILE       draw the results; needs cargo run --features plot
  --save DIR       write chapter9.csv, .json and .md, and .svg with --features plot
  --rounds N       how often each figure is measured, 1 to 100; default: 5, quick: 3
  --messages N     at most N messages for each figure, 1 to 1000000; then 1 round
  --step           wait for Enter after each step";

pub struct Options {
    pub plan: Plan,
    pub format: Format,
    svg: Option<PathBuf>,
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
        let options = Options {
            plan: Plan {
                rounds: rounds as usize,
                slice: Duration::from_millis(if quick { 8 } else { 40 }),
                messages: messages.unwrap_or(u64::MAX),
            },
            format: args.value("--format")?.unwrap_or(Format::Text),
            svg: args.value("--svg")?,
            save: args.value("--save")?,
        };
        args.done()?;
        if options.svg.is_some() && !plot::IS_THERE {
            return Err(Failure::Usage(
                "--svg needs the drawing library: cargo run --release --features plot --bin chapter9"
                    .into(),
            ));
        }
        Ok(options)
    }

    /// Makes the directory of `--save` before anything is measured: a path that cannot be used should
    /// not cost a minute of work.
    pub fn prepare(&self) -> Result {
        match &self.save {
            Some(path) => fs::create_dir_all(path)
                .map_err(io(&format!("create the directory {}", path.display()))),
            None => Ok(()),
        }
    }

    /// Writes the files that were asked for, all from this one run.
    pub fn save(&self, results: &Results) -> Result {
        if let Some(file) = &self.svg {
            plot::draw(results, file)?;
        }
        let Some(directory) = &self.save else {
            return Ok(());
        };
        let formats = [
            ("csv", Format::Csv),
            ("json", Format::Json),
            ("md", Format::Markdown),
        ];
        for (extension, format) in formats {
            let file = directory.join("chapter9").with_extension(extension);
            let what = format!("write {}", file.display());
            fs::write(&file, format.write(results)).map_err(io(&what))?;
        }
        if plot::IS_THERE {
            plot::draw(results, &directory.join("chapter9.svg"))?;
        }
        Ok(())
    }
}
