//! `cargo lab doctor --format json`: what this machine gives, for programs.

use std::io::{self, Write as _};
use std::thread;

use serde_json::{Value, json};

use super::{Outcome, doctor, unwritable};
use crate::isolation::limits;
use crate::judge::ground::Ground;

/// Fields are only ever added within one version.
const SCHEMA: u32 = 1;

pub fn run() -> Outcome {
    doctor::can_run()?;
    let works = doctor::try_calls().map_err(|error| error.to_string());
    let ground = Ground::best();
    let errors: Vec<&String> = [works.as_ref().err(), ground.as_ref().err()]
        .into_iter()
        .flatten()
        .collect();
    let document = json!({
        "schema": SCHEMA,
        "tool": "shm-workbook lab doctor",
        "version": env!("CARGO_PKG_VERSION"),
        "works": works.is_ok() && ground.is_ok(),
        "errors": errors,
        "cores": thread::available_parallelism().ok().map(usize::from),
        "memory": { "limit": limits::MEMORY, "by": "resident", "cgroup": false },
        "checks": ground.as_ref().ok().map(checks),
    });
    let mut out = io::stdout().lock();
    writeln!(out, "{document:#}").map_err(unwritable)?;
    match (works, ground) {
        (Ok(()), Ok(_)) => Ok(true),
        // Said above.
        _ => Err(String::new()),
    }
}

fn checks(ground: &Ground) -> Value {
    let tracing = ground.found.tracing.as_ref();
    let not_judged = tracing
        .map(|why| json!({ "what": "checks that trace a program", "reason": why }));
    json!({
        "isolation": ground.isolation.name(),
        "landlock": ground.found.landlock,
        "tracing": tracing.is_none(),
        "slowness": ground.found.slowness,
        "not_defended": ground.left(),
        "not_judged": not_judged.into_iter().collect::<Vec<_>>(),
    })
}
