//! What all chapters share: lines and their readers, roles, and a kernel on which no lesson is true.

use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};
use std::process::{Command, Stdio};

use crate::columns::wide;
use crate::support::not_checked::note;
use crate::support::repeat::here_or_in_ci;
use crate::support::{Ran, chapter, has, missing, room, run, run_program};
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::unistd::pipe2;
use rstest::rstest;

/// Every program that teaches, by the name of its command.
pub const PROGRAMS: [(&str, &str); 10] = [
    ("chapter1", env!("CARGO_BIN_EXE_chapter1")),
    ("chapter2", env!("CARGO_BIN_EXE_chapter2")),
    ("chapter3", env!("CARGO_BIN_EXE_chapter3")),
    ("chapter4", env!("CARGO_BIN_EXE_chapter4")),
    ("chapter5", env!("CARGO_BIN_EXE_chapter5")),
    ("chapter6", env!("CARGO_BIN_EXE_chapter6")),
    ("explore6", env!("CARGO_BIN_EXE_explore6")),
    ("chapter7", env!("CARGO_BIN_EXE_chapter7")),
    ("chapter8", env!("CARGO_BIN_EXE_chapter8")),
    ("chapter9", env!("CARGO_BIN_EXE_chapter9")),
];

/// A pipe of one line: the second waits until the first has been read. So whoever writes is never
/// more than a line ahead of whoever reads, and each line can be the last that anybody wanted.
fn narrow_pipe() -> (File, OwnedFd) {
    // In this mode each write is a packet of its own, and takes a page of its own.
    let (reader, writer) = pipe2(OFlag::O_DIRECT | OFlag::O_CLOEXEC).unwrap();
    fcntl(writer.as_fd(), FcntlArg::F_SETPIPE_SZ(1)).unwrap();
    (reader.into(), writer)
}

/// Runs a program whose reader goes away after so many lines, and tells how many it read. What is
/// left in the namespace stands on stdout; to wait for its end is to wait for all of its children,
/// for each of them holds stderr.
fn cut(program: &str, arguments: &str, lines: usize) -> Option<(usize, Ran)> {
    let script = format!(
        "\"$1\" {arguments} >&3 3>&-; code=$?; exec 3>&-; \
         tail -n +2 -q /proc/sysvipc/shm /proc/sysvipc/sem /proc/sysvipc/msg; exit $code"
    );
    // The shell knows the pipe as number 3; Command can hand over the first three only.
    let mut command = room(&format!("exec 3>&0; {script}"), &[program])?;
    let (mut reader, writer) = narrow_pipe();
    let child = crate::support::start(command.stdin(Stdio::from(writer)));
    // The command would keep the pipe open.
    drop(command);
    let mut packet = [0; 4096];
    let mut seen = 0;
    while seen < lines && reader.read(&mut packet).unwrap() > 0 {
        seen += 1;
    }
    drop(reader);
    Some((seen, crate::support::finish(child)))
}

#[rstest]
#[case(1, "")]
#[case(2, "")]
#[case(3, "")]
#[case(4, "")]
#[case(5, "")]
#[case(6, "--increments 1")]
#[case(7, "--increments 1")]
#[case(8, "--items 1")]
#[case(8, "--pattern readers-writers")]
#[case(8, "--pattern barrier")]
fn whatever_line_is_the_last_that_is_read_nothing_is_left(
    #[case] number: usize,
    #[case] arguments: &str,
) {
    // In CI at each line.
    for lines in (0..).step_by(here_or_in_ci(5, 1)) {
        let Some((seen, ran)) = cut(chapter(number), arguments, lines) else {
            return;
        };
        assert_eq!(ran.stdout, "", "left after {lines} lines: {}", ran.stderr);
        if seen < lines {
            // It printed no more than that, so all was read.
            ran.expect_code(0);
            assert!(lines > 20, "only {seen} lines");
            return;
        }
        let told = ran.stderr.contains("error: write to stdout: EPIPE");
        assert_eq!(told, ran.code == Some(1), "after {lines} lines: {ran:?}");
    }
}

/// The text is for a reader who will never hear of it.
#[test]
fn a_writer_that_nobody_heard_leaves_no_text() {
    for lines in 0..=5 {
        let Some((_, ran)) = cut(chapter(3), "write", lines) else {
            return;
        };
        // The last line may have been written before its reader was gone.
        let left = ran.stdout.lines().count();
        assert_eq!(left, usize::from(ran.code == Some(0)), "{lines}: {ran:?}");
    }
}

/// What chapter 4 prints on a terminal with these variables.
fn on_a_terminal(variables: &str) -> Option<String> {
    if !has("script", "--version") {
        return None;
    }
    // In quotes: the folder may have a space in its name.
    let command = format!("env {variables} '{}'", chapter(4));
    let mut script = Command::new("script");
    let ran = run(script.args(["-qec", &command, "/dev/null"])).expect_code(0);
    Some(ran.stdout.replace("\r\n", "\n"))
}

#[test]
fn on_a_terminal_titles_stand_out_and_calls_stay_back() {
    let Some(shown) = on_a_terminal("-u NO_COLOR TERM=xterm") else {
        return;
    };
    assert!(
        shown.contains("\x1b[1m1. Attach and write\x1b[0m\n"),
        "{shown}"
    );
    assert!(shown.contains("\x1b[2m   shmget(IPC_PRIVATE, "), "{shown}");
    assert!(
        shown.contains("\n   > Detaching is not deleting."),
        "{shown}"
    );
    // A child's call, which its parent prints.
    assert!(shown.contains("\x1b[2m   [forgetful] shmat("), "{shown}");
}

#[rstest]
#[case::asked_for_none("NO_COLOR=1 TERM=xterm")]
#[case::knows_none("-u NO_COLOR TERM=dumb")]
#[case::says_nothing("-u NO_COLOR -u TERM")]
fn a_terminal_without_styles_gets_none(#[case] variables: &str) {
    if let Some(shown) = on_a_terminal(variables) {
        assert!(!shown.contains('\x1b'), "{shown}");
    }
}

#[test]
fn a_pipe_gets_no_styles() {
    let ran = run(Command::new(chapter(4))
        .env("TERM", "xterm")
        .env_remove("NO_COLOR"));
    assert!(!ran.stdout.contains('\x1b'), "{}", ran.stdout);
}

#[rstest]
fn a_role_that_is_not_there_is_wrong_usage(#[values("intruderr", "X", "")] role: &str) {
    for (name, program) in PROGRAMS {
        // We are its parent, so this is what a mistyped name in a chapter would do.
        let parent = std::process::id().to_string();
        let ran = run_program(program, &["--role", role, &parent, "0"]).expect_code(2);
        let expected =
            format!("error: --role {role}: there is no such role\nusage: {name} ");
        assert!(ran.stderr.starts_with(&expected), "{name}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{name}");
    }
}

#[rstest]
#[case(2, &["neighbour"], &[], "SEGMENT is missing")]
#[case(4, &["forgetful"], &["x"], "SEGMENT \"x\": invalid digit found in string")]
#[case(7, &["worker"], &["0"], "SEMAPHORE is missing")]
#[case(7, &["worker"], &["0", "0", "-"], "INCREMENTS \"-\": invalid digit")]
fn a_role_is_told_what_it_needs(
    #[case] number: usize,
    #[case] role: &[&str],
    #[case] told: &[&str],
    #[case] expected: &str,
) {
    let parent = std::process::id().to_string();
    let arguments = [&["--role"], role, &[&parent], told].concat();
    let ran = run_program(chapter(number), &arguments).expect_code(2);
    assert!(
        ran.stderr.starts_with(&format!("error: {expected}")),
        "{}",
        ran.stderr
    );
}

#[rstest]
fn where_segments_do_not_stay_no_lesson_begins(
    #[values(1, 2, 3, 4, 5, 6, 7, 8)] number: usize,
) {
    let write = if number == 3 { "write" } else { "" };
    let script = format!(
        "echo 1 > /proc/sys/kernel/shm_rmid_forced || exec echo read-only; \"$1\" {write}"
    );
    let Some(mut command) = room(&script, &[chapter(number)]) else {
        return;
    };
    if !nix::unistd::geteuid().is_root() {
        note("shm_rmid_forced", "only root can set it");
        return;
    }
    let ran = run(&mut command);
    if ran.stdout == "read-only\n" {
        missing("/proc/sys", &ran.stderr);
        return;
    }
    let ran = ran.expect_code(1);
    assert_eq!(ran.stdout, "");
    let error = "error: kernel.shm_rmid_forced is 1: a segment is destroyed as soon as";
    assert!(ran.stderr.starts_with(error), "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("\nhelp: switch that off:\n      sudo sysctl "),
        "{}",
        ran.stderr
    );
    let (_, help) = ran.stderr.split_once('\n').unwrap();
    assert_eq!(wide(help), [""; 0], "{}", ran.stderr);
}
