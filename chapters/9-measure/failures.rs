//! From the errors of `nix` and `std` to a chapter's, and from arguments to what they mean.

use std::fmt::Display;
use std::io;
use std::str::FromStr;

use shm_workbook::Errno;
use shm_workbook::lesson::{Failure, Lesson, Result, parse};

/// For calls through `nix`.
pub fn failed(what: &str) -> impl Fn(Errno) -> Failure {
    move |errno| Failure::Io {
        what: what.into(),
        errno,
    }
}

/// For calls through `std`.
pub fn io(what: &str) -> impl Fn(io::Error) -> Failure {
    move |error| match error.kind() {
        // No errno: the other end is gone.
        io::ErrorKind::UnexpectedEof => failed(what)(Errno::EPIPE),
        _ => failed(what)(Errno::from_raw(error.raw_os_error().unwrap_or_default())),
    }
}

/// What came is not what was sent.
pub fn disturbed(what: String) -> Failure {
    Failure::Other {
        what,
        help: "somebody else has written into what it passed through; run it again"
            .into(),
    }
}

/// In a role: the next argument.
pub fn next<T: FromStr<Err: Display>>(lesson: &mut Lesson) -> Result<T> {
    parse(&lesson.args.positional().unwrap_or_default())
}
