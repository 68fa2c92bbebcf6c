//! What the reader can ask for, a file each.

pub mod check;
pub mod doctor;
pub mod hint;
mod leftovers;
pub mod overview;
pub mod reset;
pub mod solution;
pub mod watch;

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
