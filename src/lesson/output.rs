//! Lines on stdout, where writing may fail: the disk may be full, the reader of a pipe gone.
//!
//! `println!` would panic then. And a call's line is printed from inside a wrapper, which cannot
//! return this error; so the first one is kept here, and [`check`] brings it up.

use std::env;
use std::fmt::Display;
use std::io::{IsTerminal, Write, stdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::failure::{Failure, Result};
use super::layout::{Kind, lay_out};
use super::words;
use crate::sysv::call::Record;
use nix::errno::Errno;

/// Who reads what this process prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// Its parent: it prints the lines, and needs to know what each of them is.
    Parent,
    /// Somebody before a terminal that shows styles.
    Terminal,
    /// A file, a program, or somebody who wants no styles.
    Plain,
}

static READER: OnceLock<Reader> = OnceLock::new();
static FIRST_ERROR: Mutex<Option<Errno>> = Mutex::new(None);
static TRACE: AtomicBool = AtomicBool::new(true);
/// Calls that are kept back until it is known whether they are worth to be seen.
static HELD: Mutex<Option<Vec<String>>> = Mutex::new(None);

/// From now on everything goes to the parent, if this process plays a role.
pub(super) fn begin(in_role: bool) {
    READER.get_or_init(|| match in_role {
        true => Reader::Parent,
        false if stdout().is_terminal() && wants_styles() => Reader::Terminal,
        false => Reader::Plain,
    });
}

/// See <https://no-color.org>: any value but an empty one says no.
fn wants_styles() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    !is_set("NO_COLOR") && is_set("TERM") && !is_dumb
}

/// Prints a text; in a role, hands it to the parent.
pub(super) fn print(kind: Kind, text: impl Display) -> Result {
    let text = text.to_string();
    match READER.get() {
        // One line, whatever it holds: the parent reads by lines.
        Some(Reader::Parent) => {
            write(&format!("{}{}\n", kind.letter(), text.replace('\n', " ")))
        }
        _ => pass_on("", kind, &text),
    }
}

/// Prints what a child of this name says.
pub(super) fn pass_on(label: &str, kind: Kind, text: &str) -> Result {
    let styled = READER.get() == Some(&Reader::Terminal);
    let said = match kind {
        Kind::Call | Kind::Answer => text.into(),
        _ => words::say(text),
    };
    write(&lay_out(kind, label, &said, styled))
}

/// One write a text, so that lines of two processes never mix.
fn write(lines: &str) -> Result {
    let mut stdout = stdout().lock();
    let written = stdout
        .write_all(lines.as_bytes())
        .and_then(|()| stdout.flush());
    if let Err(error) = written {
        let errno = Errno::from_raw(error.raw_os_error().unwrap_or_default());
        lock(&FIRST_ERROR).get_or_insert(errno);
    }
    check()
}

/// Prints a call as it was made. What went wrong with printing comes up at the next line.
pub(super) fn call(record: &Record) {
    if !TRACE.load(Ordering::Relaxed) {
        return;
    }
    let text = record.to_string();
    match &mut *lock(&HELD) {
        Some(held) => held.push(text),
        None => drop(print(Kind::Call, text)),
    }
}

/// Calls made from here on are printed, or not. Those that were held back are printed first, or
/// forgotten.
pub(super) fn trace(on: bool) {
    TRACE.store(on, Ordering::Relaxed);
    let held = lock(&HELD).take();
    for text in held.into_iter().flatten().filter(|_| on) {
        let _ = print(Kind::Call, text);
    }
}

/// Calls made from here on are held back until [`trace`]; what was held before is forgotten.
pub(super) fn hold() {
    *lock(&HELD) = Some(Vec::new());
}

/// Did all lines so far reach stdout?
pub(super) fn check() -> Result {
    match *lock(&FIRST_ERROR) {
        Some(errno) => Err(Failure::Io {
            what: "write to stdout".into(),
            errno,
        }),
        None => Ok(()),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
