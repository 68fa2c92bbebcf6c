//! The role `__compile`, in which grading starts the checker to have a source compiled.
//!
//! A compiler obeys whoever has written the source: it includes the files that are named there, and takes
//! as much time and memory as is asked for. So it is kept apart and limited as a program under test.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use nix::sys::prctl;
use serde_json::json;

use crate::judge::answer::{Answer, Built};
use crate::judge::ask::{self, Asked};
use crate::judge::build::BUILD;
use crate::judge::deadline;
use crate::judge::ground::Ground;
use crate::judge::order::Order;

pub const ROLE: &str = "__compile";

/// The isolation that means: the best there is.
pub const BEST: &str = "best";

/// Of the compiler's own time.
const LIMIT: Duration = Duration::from_secs(60);

/// The words: the isolation, where the program shall be, the compiler with its arguments.
pub fn run(words: &[OsString]) -> ExitCode {
    let said = compile(words).and_then(|built| {
        let text = json!({ "made": built.made, "said": built.said }).to_string();
        let written = io::stdout().write_all(text.as_bytes());
        written.map_err(|error| error.to_string())
    });
    match said {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn compile(words: &[OsString]) -> Result<Built, String> {
    let [isolation, keep, compiler @ ..] = words else {
        return Err("no order".to_string());
    };
    let _ = prctl::set_dumpable(false);
    let ground = ground(&isolation.to_string_lossy())?;
    let limit = LIMIT * ground.found.slowness;
    let order = Order {
        isolation: ground.isolation,
        limit,
        tracing: false,
        folder: PathBuf::new(),
        keep: keep.into(),
        shown: String::new(),
        program: compiler.to_vec(),
    };
    match ask::ask(order, BUILD, Instant::now() + deadline::of_check(limit))? {
        Asked::Answer(Answer::Built(built)) => Ok(built),
        Asked::Answer(_) => Err("an odd answer".to_string()),
        Asked::Ended { complaint, .. } => Err(complaint),
        Asked::Late => Err("the compiler was not done in its time".to_string()),
    }
}

fn ground(isolation: &str) -> Result<Ground, String> {
    if isolation == BEST {
        return Ground::best();
    }
    let known = isolation.parse();
    Ground::exactly(known.map_err(|()| format!("no isolation {isolation:?}"))?)
}
