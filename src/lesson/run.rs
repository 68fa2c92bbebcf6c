//! What a chapter's `main` calls.

use std::process::ExitCode;

use super::args::Args;
use super::course::Lesson;
use super::layout::Kind;
use super::role::{Play, Role};
use super::{failure, output, role, words};

/// Runs a chapter, or the role that its parent asks for; a role that is not in the table is wrong
/// usage. Handles `--help`, `--lang` and `--step`, the trace of calls, errors, and the exit code: 0 done, 1
/// failed, 2 wrong usage, 128 + N ended by signal N.
pub fn run(usage: &str, chapter: Play, roles: &[Role]) -> ExitCode {
    let outcome = Args::from_env().and_then(|mut args| {
        words::begin(args.value("--lang")?);
        if args.flag("--help") || args.flag("-h") {
            return output::print(Kind::Result, in_full(usage));
        }
        let role = role::take(&mut args, roles)?;
        let mut lesson = Lesson::begin(args, role.is_some())?;
        role.unwrap_or(chapter)(&mut lesson)?;
        lesson.end()
    });
    // By now everything has been dropped that had to be detached or removed.
    failure::report(&outcome, &in_full(usage))
}

/// The usage with what every chapter takes.
fn in_full(usage: &str) -> String {
    let usage = words::say(usage.trim_end());
    let language = words::say("  --lang en|zh: the language; default: the user's");
    format!("{usage}\n{language}")
}
