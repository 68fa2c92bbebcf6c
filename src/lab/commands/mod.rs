//! What the reader can ask for, a file each.

pub mod check;
pub mod doctor;
#[cfg(target_arch = "x86_64")]
mod explore;
pub mod grade;
pub mod hint;
mod leftovers;
pub mod machine;
pub mod overview;
#[cfg(target_arch = "x86_64")]
mod races;
pub mod reset;
pub mod solution;
mod teller;
#[cfg(target_arch = "x86_64")]
mod trace;
pub mod watch;

use std::ffi::{OsStr, OsString};
use std::process::ExitCode;

/// How a command ended: it did what it should, it found something not passed, or it could
/// not do its work.
pub type Outcome = Result<bool, String>;

/// Output that cannot be written ends the command. A closed pipe (`cargo lab | head`) is
/// nobody's mistake, so there is nothing to say about it.
pub fn unwritable(error: std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::BrokenPipe => String::new(),
        _ => format!("stdout: {error}"),
    }
}

/// `cargo lab --help`.
pub fn help() -> Outcome {
    use std::io::Write as _;
    write!(anstream::stdout(), "{}", crate::args::HELP).map_err(unwritable)?;
    Ok(true)
}

/// Is this a command, or the role, of the witness? Their words are a program's, so they are read apart.
pub fn is_witness(verb: &OsStr) -> bool {
    ["trace", "races", "explore", "__witness"]
        .iter()
        .any(|known| verb == *known)
}

/// `cargo lab trace`, `races`, `explore`.
#[cfg(target_arch = "x86_64")]
pub fn witness(verb: &OsStr, words: &[OsString]) -> ExitCode {
    match verb.to_str() {
        Some("trace") => trace::run(words),
        Some("races") => races::run(words),
        Some("explore") => explore::run(words),
        _ => ExitCode::from(crate::witness::start::become_program(words)),
    }
}

/// `cargo lab trace`, `races`, `explore`: not on this processor.
#[cfg(not(target_arch = "x86_64"))]
pub fn witness(_: &OsStr, _: &[OsString]) -> ExitCode {
    eprintln!("not here: a program can be watched on x86-64 only");
    ExitCode::from(2)
}
