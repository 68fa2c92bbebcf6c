//! A panic, a traceback, a signal, in any process of the program.

use nix::sys::signal::Signal;

use super::seen::{Cause, Seen};

/// The signals that a mistake in the program brings about, by the names that programs print.
const FATAL: [&str; 5] = ["SIGSEGV", "SIGBUS", "SIGABRT", "SIGFPE", "SIGILL"];

pub fn find(seen: &Seen) -> Option<Cause> {
    traceback(seen)
        .or_else(|| signal(seen))
        .or_else(|| panic(seen))
}

/// Rust: "thread 'main' panicked at src/main.rs:3:5:", and the message on the next line. A `todo!()` is
/// told in another way.
fn panic(seen: &Seen) -> Option<Cause> {
    let mut lines = seen.stderr.lines();
    let place = lines.find_map(|line| line.split_once("panicked at "))?.1;
    let message = lines.next().unwrap_or_default();
    if message.starts_with("not yet implemented") {
        return None;
    }
    let place = place.trim_end_matches(':');
    Some(Cause::new(
        "panic",
        format!("the program panicked at {place}: {message}"),
        "Look at that line first: whatever else failed may follow from it. Where a call can fail, \
         `match` on its result and report it.",
    ))
}

/// Python: the last line names the exception, the last `File` line the place.
fn traceback(seen: &Seen) -> Option<Cause> {
    let from = seen.stderr.find("Traceback (most recent call last)")?;
    let lines = || seen.stderr[from..].lines();
    let error = lines().skip(1).find(|line| !line.starts_with(' '))?;
    let place = lines()
        .filter_map(|line| line.trim().strip_prefix("File "))
        .next_back();
    let place = place.map_or(String::new(), |place| format!(" in {}", place_of(place)));
    Some(Cause::new(
        "traceback",
        format!("Python stopped with {error}{place}"),
        "Look at that line first: whatever else failed may follow from it.",
    ))
}

/// Of `"/tmp/lab1.py", line 9, in <module>`: the file's name and the line.
fn place_of(text: &str) -> String {
    let mut parts = text.split(", ");
    let file = parts.next().unwrap_or_default().trim_matches('"');
    let name = file.rsplit('/').next().unwrap_or(file);
    format!("{name}, {}", parts.next().unwrap_or_default())
}

fn signal(seen: &Seen) -> Option<Cause> {
    let own = seen.signal.map(Signal::as_str);
    let told = || FATAL.into_iter().find(|name| seen.stderr.contains(name));
    let own = own.filter(|name| FATAL.contains(name));
    let who = if own.is_some() {
        "the program"
    } else {
        "a child of the program"
    };
    let name = own.or_else(told)?;
    // A Rust panic with `panic = "abort"`, a failed assertion in C: stderr knows more than the signal.
    let first = seen.stderr.lines().find(|line| !line.trim().is_empty());
    let first = first.map_or(String::new(), |line| format!("; stderr begins: {line}"));
    Some(Cause::new(
        name,
        format!("{who} was killed by {name}{first}"),
        advice(seen, name),
    ))
}

fn advice(seen: &Seen, name: &str) -> &'static str {
    match name {
        "SIGSEGV" if seen.command.contains("python") => {
            "ctypes takes what a function returns for an int of 32 bits, and cuts the address: say \
             `libc.shmat.restype = ctypes.c_void_p` first, and pass addresses as `ctypes.c_void_p`."
        }
        "SIGSEGV" | "SIGBUS" => {
            "A pointer went where nothing is attached, or wrote where only reading is allowed. Is \
             every result checked before it is used? An address of another process is worth nothing here."
        }
        "SIGABRT" => {
            "The program gave up by itself: a failed assertion, or a second panic."
        }
        _ => "That line of the program did what the processor refuses.",
    }
}
