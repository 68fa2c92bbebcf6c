//! What a test did not look at: said, and listed at the end of `cargo test`.
//!
//! A test has no third outcome beside passed and failed, and of one that passes libtest shows
//! nothing. So each run of cargo has a list, in a file, and the last test program prints it.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

/// The list of this run of cargo, which is what starts each test program.
pub fn list() -> PathBuf {
    let cargo = nix::unistd::getppid();
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("not-checked-{cargo}"))
}

/// Is this tool there? Says so if not.
pub fn has(tool: &str, version_flag: &str) -> bool {
    let found = Command::new(tool)
        .arg(version_flag)
        .output()
        .is_ok_and(|o| o.status.success());
    if !found {
        missing(tool, "it is not installed");
    }
    found
}

/// Says that something could not be checked. On a CI machine, which can be given whatever is
/// missing, that is a failure.
pub fn missing(what: &str, why: &str) {
    let note = note(what, why);
    assert!(std::env::var_os("CI").is_none(), "{note}");
}

/// The same of what no CI machine can be given, such as another user's rights.
pub fn note(what: &str, why: &str) -> String {
    let note = format!("NOT CHECKED by {}: {what}: {why}\n", test());
    // One write, past the test harness: other tests do the same.
    let _ = std::io::stderr().write_all(note.as_bytes());
    append(&note);
    note
}

/// How a line of the list begins that says: cases of this test are looked at in CI only.
pub const LEFT_TO_CI: &str = "LEFT TO CI: ";

/// Is this left to CI, for the sake of whoever waits here? Then the list counts it.
pub fn left_to_ci(left: bool) -> bool {
    let left = left && std::env::var_os("CI").is_none();
    if left {
        append(&format!("{LEFT_TO_CI}{}\n", test()));
    }
    left
}

fn test() -> String {
    thread::current().name().unwrap_or("?").to_owned()
}

/// One write to the end of the list. Where the sources are read-only there is none, and stderr has to do.
fn append(line: &str) {
    let list = OpenOptions::new().append(true).create(true).open(list());
    if let Ok(mut list) = list {
        let _ = list.write_all(line.as_bytes());
    }
}
