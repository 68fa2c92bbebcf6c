//! A signal ends a chapter in order, wherever it waits; SIGKILL leaves no child behind.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::chapter;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rstest::rstest;
use shm_workbook::Segment;
use shm_workbook::lesson::fresh_key;
use shm_workbook::procfs::process;

/// Starts a chapter that waits for Enter, and reads on until it has printed this.
fn paused(number: usize, arguments: &[&str], until: &str) -> (Child, String) {
    let mut command = Command::new(chapter(number));
    command.args(arguments).stdin(Stdio::piped());
    let mut child = crate::support::start(&mut command);
    let mut printed = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    while !printed.contains(until) {
        assert_ne!(
            output.read_line(&mut printed).unwrap(),
            0,
            "it ended: {printed}"
        );
    }
    // What the reader has taken beyond that would be lost with its buffer.
    printed += std::str::from_utf8(output.buffer()).unwrap();
    child.stdout = Some(output.into_inner());
    (child, printed)
}

fn signal(child: &Child, signal: Signal) {
    kill(Pid::from_raw(child.id() as i32), signal).unwrap();
}

/// The ids of the segments that the chapter's trace says it has created.
fn created(printed: &str) -> Vec<Segment> {
    let lines = printed
        .lines()
        .filter(|line| line.contains("shmget(") && !line.contains("= -1"));
    lines
        .map(|line| line.rsplit(' ').next().unwrap().parse().unwrap())
        .collect()
}

#[rstest]
fn a_pause_ends_in_order(
    #[values(1, 2, 4, 5, 6, 7, 8)] number: usize,
    #[values(Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT)]
    by: Signal,
) {
    let (child, printed) = paused(number, &["--step"], "> ");
    let segments = created(&printed);
    assert!(!segments.is_empty());
    signal(&child, by);
    let ran = crate::support::finish(child).expect_code(128 + by as i32);
    assert!(
        ran.stderr
            .contains(&format!("error: ended by {by}\nhelp: ")),
        "{}",
        ran.stderr
    );
    for segment in segments {
        assert!(segment.stat().is_err(), "{segment} was left behind");
    }
}

#[test]
fn enter_goes_on_and_the_end_of_input_does_too() {
    use std::io::Write;
    let (mut child, _) = paused(1, &["--step"], "no key leads to it");
    child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    drop(child.stdin.take());
    let ran = crate::support::finish(child).expect_code(0);
    assert!(ran.stdout.contains("Next: "), "{}", ran.stdout);
}

#[test]
fn a_waiting_reader_ends_in_order_and_has_created_nothing() {
    let key = fresh_key();
    let arguments = ["read", "--wait", "100", "--key", &key.to_string()];
    let (child, _) = paused(3, &arguments, "ENOENT");
    signal(&child, Signal::SIGTERM);
    crate::support::finish(child).expect_code(143);
    assert!(Segment::open(key).is_err());
}

/// The children of a process, as the kernel lists them.
fn children(of: u32) -> Vec<String> {
    let path = format!("/proc/{of}/task/{of}/children");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.split_whitespace().map(String::from).collect()
}

/// A process that has ended stays in /proc until it is waited for.
fn runs(pid: &str) -> bool {
    let pid = Pid::from_raw(pid.parse().expect("a pid"));
    process::look(pid).is_ok_and(|process| process.is_alive())
}

/// A child that a signal has ended could not say why.
#[test]
fn nobody_is_sent_to_an_error_that_a_killed_child_never_wrote() {
    let arguments = ["--increments", "100000"];
    let (mut child, printed) = paused(6, &arguments, " 100000 times each");
    let mut workers = children(child.id());
    while workers.is_empty() {
        assert_eq!(child.try_wait().unwrap(), None, "it ended: {printed}");
        thread::sleep(Duration::from_millis(5));
        workers = children(child.id());
    }
    // It has not been waited for before its parent fails, so its number is its own.
    let worker = Pid::from_raw(workers[0].parse().unwrap());
    kill(worker, Signal::SIGTERM).unwrap();
    let ran = crate::support::finish(child).expect_code(1);
    let told = "failed: SIGTERM\nhelp: somebody ended it by a signal; run it again\n";
    assert!(ran.stderr.ends_with(told), "{}", ran.stderr);
}

#[rstest]
#[case(6, Signal::SIGTERM)]
#[case(6, Signal::SIGKILL)]
#[case(7, Signal::SIGTERM)]
#[case(7, Signal::SIGKILL)]
fn no_child_outlives_its_chapter(#[case] number: usize, #[case] by: Signal) {
    // So many increments that they take seconds; the signal comes at once.
    let arguments = ["--increments", "100000"];
    let (mut child, printed) = paused(number, &arguments, " 100000 times each");
    let mut workers = children(child.id());
    while workers.len() < 2 {
        assert_eq!(child.try_wait().unwrap(), None, "it ended: {printed}");
        thread::sleep(Duration::from_millis(5));
        workers = children(child.id());
    }
    signal(&child, by);
    // Its end is the end of its output, too; otherwise a child still holds the pipe.
    let mut rest = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut rest)
        .unwrap();
    child.wait().unwrap();
    let ended = Instant::now();
    while workers.iter().any(|worker| runs(worker)) {
        assert!(
            ended.elapsed() < crate::support::WATCHDOG,
            "{workers:?} outlive it"
        );
        thread::sleep(Duration::from_millis(5));
    }
    let printed = printed + &rest;
    let segments = created(&printed);
    for segment in segments
        .into_iter()
        .filter(|segment| segment.stat().is_ok())
    {
        assert_eq!(by, Signal::SIGKILL, "{segment} was left behind");
        assert_eq!(segment.stat().unwrap().attached, 0);
        segment.remove().unwrap();
    }
    remove_semaphores(&printed);
}

/// SIGKILL leaves chapter 7's semaphore; only the trace knows its id.
fn remove_semaphores(printed: &str) {
    for line in printed.lines().filter(|line| line.contains("semget(")) {
        let semaphore: shm_workbook::Semaphore =
            line.rsplit(' ').next().unwrap().parse().unwrap();
        let _ = semaphore.remove();
    }
}

#[test]
fn stop_and_continue_do_not_disturb_the_semaphore() {
    let mut command = Command::new(chapter(7));
    let child =
        crate::support::start(command.args(["--increments", "3000", "--workers", "3"]));
    for _ in 0..50 {
        for worker in children(child.id()) {
            let pid = Pid::from_raw(worker.parse().unwrap());
            // It may have ended meanwhile.
            let _ = kill(pid, Signal::SIGSTOP);
            let _ = kill(pid, Signal::SIGCONT);
        }
        thread::sleep(Duration::from_millis(2));
    }
    let ran = crate::support::finish(child).expect_code(0);
    assert!(
        ran.stdout
            .contains("\nexpected 9000, counted 9000, lost 0\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_child_ends_by_a_signal_although_its_parent_waits_for_it() {
    let arguments = ["--increments", "100000"];
    let (child, printed) = paused(6, &arguments, "[racer] shmctl");
    let racer = children(child.id()).into_iter().next().expect(&printed);
    kill(Pid::from_raw(racer.parse().unwrap()), Signal::SIGTERM).unwrap();
    let ran = crate::support::finish(child).expect_code(1);
    let error = "error: the racer failed: SIGTERM\n";
    assert!(ran.stderr.starts_with(error), "{}", ran.stderr);
}
