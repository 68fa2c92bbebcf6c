//! What the tests share: running a chapter, with a watchdog, in an IPC namespace of its own.

#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "each test file uses its part of it"
)]

pub mod chinese;
pub mod fold;
pub mod not_checked;
#[macro_use]
pub mod pattern;
pub mod redact;
pub mod repeat;
pub mod tables;

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use nix::sys::personality::{self, Persona};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

pub use self::not_checked::{has, missing};

/// Far more than anything here takes, even on a machine with fifty things to do for each core. No
/// test is about time; this only ends a hang.
pub const WATCHDOG: Duration = Duration::from_secs(900);

/// Holds a text against the snapshot of this name: one file each, with three lines of header, so
/// that a page of the book can skip them. A macro, for insta wants to know the file that calls it.
macro_rules! snapshot {
    ($name:expr, $text:expr $(,)?) => {
        match ($name, $text) {
            (name, text) => {
                let (name, text): (&str, &str) = (name, text);
                let mut settings = insta::Settings::clone_current();
                settings.set_snapshot_path(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/tests/snapshots"
                ));
                settings.set_prepend_module_to_snapshot(false);
                settings.set_omit_expression(true);
                settings.bind(|| insta::assert_snapshot!(name, text));
            }
        }
    };
}

/// The path of a chapter's program.
pub fn chapter(number: usize) -> &'static str {
    [
        env!("CARGO_BIN_EXE_chapter1"),
        env!("CARGO_BIN_EXE_chapter2"),
        env!("CARGO_BIN_EXE_chapter3"),
        env!("CARGO_BIN_EXE_chapter4"),
        env!("CARGO_BIN_EXE_chapter5"),
        env!("CARGO_BIN_EXE_chapter6"),
        env!("CARGO_BIN_EXE_chapter7"),
        env!("CARGO_BIN_EXE_chapter8"),
    ][number - 1]
}

/// How a program ended and what it printed, both as text.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Ran {
        assert_eq!(
            self.code,
            Some(code),
            "stdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        self
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Ran {
    let child = start(command.stdin(Stdio::null()));
    finish(child)
}

/// Runs a program of the workbook with these arguments.
pub fn run_program(program: &str, arguments: &[&str]) -> Ran {
    run(Command::new(program).args(arguments))
}

/// Starts it in a process group of its own, so that `finish` can end whatever it started, too.
pub fn start(command: &mut Command) -> Child {
    randomize_addresses();
    // English, whatever the user's language is, unless a test is about that.
    if !command.get_envs().any(|(name, _)| name == "LC_ALL") {
        command.env("LC_ALL", "C.UTF-8");
    }
    let spawned = command
        .process_group(0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    spawned.unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

/// Without that, under `setarch -R`, two processes may attach at the same address, and no text tells
/// whose address it shows. What this thread starts inherits it.
fn randomize_addresses() {
    let persona = personality::get().expect("personality");
    if persona.contains(Persona::ADDR_NO_RANDOMIZE) {
        personality::set(persona - Persona::ADDR_NO_RANDOMIZE).expect("personality");
    }
}

/// Waits for the end, but not for ever.
pub fn finish(child: Child) -> Ran {
    let group = Pid::from_raw(child.id() as i32);
    let (done, watch) = channel::<()>();
    let watchdog = thread::spawn(move || {
        let overdue = watch.recv_timeout(WATCHDOG) == Err(RecvTimeoutError::Timeout);
        if overdue {
            // All that hold the pipes. It fails only if they have ended just now.
            let _ = killpg(group, Signal::SIGKILL);
        }
        overdue
    });
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().expect("wait");
    drop(done);
    let (stdout, stderr) = (text(stdout), text(stderr));
    assert!(
        !watchdog.join().expect("watchdog"),
        "hung; it printed:\n{stdout}\n{stderr}"
    );
    Ran {
        code: status.code(),
        stdout,
        stderr,
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

/// A shell command in an IPC namespace of its own, which begins empty and ends with the command:
/// so that whatever is in it came from there. `None`, and a word on stderr, where no namespace
/// may be made.
pub fn room(script: &str, arguments: &[&str]) -> Option<Command> {
    let mut command = Command::new("unshare");
    command
        .args(namespace_flags()?)
        .args(["sh", "-c", script, "sh"])
        .args(arguments);
    Some(command)
}

fn namespace_flags() -> Option<&'static [&'static str]> {
    static FLAGS: OnceLock<Option<&'static [&'static str]>> = OnceLock::new();
    *FLAGS.get_or_init(|| {
        // As root; else as root of a user namespace, where ordinary users may make one.
        let ways: [&[&str]; 2] = [&["-i"], &["-i", "-r"]];
        let works = |flags: &&&[&str]| {
            let tried = Command::new("unshare").args(**flags).arg("true").output();
            tried.is_ok_and(|output| output.status.success())
        };
        let found = ways.iter().find(works).copied();
        if found.is_none() {
            missing("unshare(1)", "no IPC namespace can be made here");
        }
        found
    })
}
