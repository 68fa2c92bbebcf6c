//! From the errors of `nix` and `std` to a chapter's.

use std::io;

use shm_workbook::Errno;
use shm_workbook::lesson::Failure;

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
