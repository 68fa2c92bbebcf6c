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
    let test = thread::current().name().unwrap_or("?").to_owned();
    let note = format!("NOT CHECKED by {test}: {what}: {why}\n");
    // One write each, past the test harness and to the end of the list: other tests do the same.
    let mut streams: Vec<Box<dyn Write>> = vec![Box::new(std::io::stderr())];
    let mut list_file = OpenOptions::new();
    let opened = list_file.append(true).create(true).open(list());
    // Where the sources are read-only, stderr has to do.
    streams.extend(opened.map(|file| Box::new(file) as Box<dyn Write>));
    for stream in &mut streams {
        let _ = stream.write_all(note.as_bytes());
    }
    note
}
