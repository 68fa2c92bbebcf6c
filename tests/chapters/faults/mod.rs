//! What a chapter prints about a call is what it called; and whatever call fails, or is the
//! last one, the chapter says so, removes what it created, and blocks no later run.
//!
//! strace watches and injects. Each run has an IPC namespace of its own.

mod each_call;
mod explained;
mod limits;
mod printed;
mod trace;

use std::process::{Command, Output};
use std::sync::LazyLock;

use crate::support::{Ran, chapter, has, room, run};
use tempfile::TempDir;

/// glibc's `semop` is `semtimedop` to the kernel; musl's is what its name says.
const SEMOP: &str = "semop,semtimedop";

const CALLS: [&str; 7] = [
    "shmget", "shmat", "shmdt", "shmctl", "semget", SEMOP, "semctl",
];

/// What is left in the namespace goes to stdout, behind this line.
const LEFT: &str = "--- left behind ---\n";

/// Runs a chapter under strace, then lists what is left. The chapter's process tells its id.
fn traced(number: usize, strace: &[&str], folder: &TempDir) -> Option<Ran> {
    if !has("strace", "-V") {
        return None;
    }
    let script = format!(
        "strace -qq {} -o \"$1/trace\" {} sh -c 'echo $$ >\"$0/own\"; exec \"$@\"' \"$1\" \"$2\" {}; code=$?; \
         printf -- '{LEFT}'; tail -n +2 -q /proc/sysvipc/shm /proc/sysvipc/sem; exit $code",
        only_at_traced_calls(),
        strace.join(" "),
        few_rounds(number),
    );
    let folder = folder.path().to_str().unwrap();
    Some(run(&mut room(&script, &[folder, chapter(number)])?))
}

/// Has a filter in the kernel stop a process only at the calls that are traced, and not at every
/// call. Empty where strace or the kernel cannot; it needs `-f` beside it, and injects no signals.
fn only_at_traced_calls() -> &'static str {
    static FLAG: LazyLock<&str> = LazyLock::new(|| {
        let flag = "--seccomp-bpf";
        let mut strace = Command::new("strace");
        strace.args([flag, "-qq", "-f", "-e", "trace=shmget", "true"]);
        // Where it only warns, its warning would stand among what a chapter prints.
        let works = |output: &Output| output.status.success() && output.stderr.is_empty();
        let found = strace.output().is_ok_and(|output| works(&output));
        if found { flag } else { "" }
    });
    *FLAG
}

/// Fewer than by default, since strace stops at each traced call; more than make a loop.
fn few_rounds(number: usize) -> &'static str {
    match number {
        6 | 7 => "--increments 30",
        8 => "--items 30",
        _ => "",
    }
}
