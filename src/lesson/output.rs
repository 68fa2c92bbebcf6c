//! Lines on stdout, where writing may fail: the disk may be full, the reader of a pipe gone.
//!
//! `println!` would panic then. And a call's line is printed from inside a wrapper, which cannot
//! return this error; so the first one is kept here, and [`check`] brings it up.

use std::fmt::Display;
use std::io::{Write, stdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::{Failure, Result};
use crate::sysv::call::Record;
use nix::errno::Errno;

static FIRST_ERROR: Mutex<Option<Errno>> = Mutex::new(None);
static TRACE: AtomicBool = AtomicBool::new(true);
static LABEL: OnceLock<String> = OnceLock::new();

/// From now on indented lines of this process begin with the name of its role.
pub(super) fn label(role: Option<&str>) {
    LABEL.get_or_init(|| role.map(|role| format!("[{role}] ")).unwrap_or_default());
}

/// Prints a line. One write a line, so that lines of two processes never mix.
pub(super) fn line(text: impl Display) -> Result {
    let line = format!("{text}\n");
    let mut stdout = stdout().lock();
    let written = stdout
        .write_all(line.as_bytes())
        .and_then(|()| stdout.flush());
    if let Err(error) = written {
        let errno = Errno::from_raw(error.raw_os_error().unwrap_or_default());
        first_error().get_or_insert(errno);
    }
    check()
}

/// Prints a line that belongs to a step.
pub(super) fn indented(text: impl Display) -> Result {
    let label = LABEL.get().map_or("", String::as_str);
    line(format!("   {label}{text}").trim_end())
}

/// Prints a call as it was made. What went wrong with printing comes up at the next line.
pub(super) fn call(record: &Record) {
    if TRACE.load(Ordering::Relaxed) {
        let _ = indented(record);
    }
}

/// Calls made from here on are printed, or not.
pub(super) fn trace(on: bool) {
    TRACE.store(on, Ordering::Relaxed);
}

/// Did all lines so far reach stdout?
pub(super) fn check() -> Result {
    match *first_error() {
        Some(errno) => Err(Failure::Io {
            what: "write to stdout".into(),
            errno,
        }),
        None => Ok(()),
    }
}

fn first_error() -> std::sync::MutexGuard<'static, Option<Errno>> {
    FIRST_ERROR.lock().unwrap_or_else(PoisonError::into_inner)
}
