//! Chapter 8's lessons, and its crew: whatever is put arrives once.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use regex::Regex;
use rstest::rstest;
use shm_workbook::procfs::process;
use shm_workbook::{Segment, SemaphoreSet};

use crate::support::redact::redact;
use crate::support::{chapter, finish, run_program, start};

#[rstest]
#[case::buffer("chapter8", &[])]
#[case::readers_writers("chapter8-readers-writers", &["--pattern", "readers-writers"])]
#[case::barrier("chapter8-barrier", &["--pattern", "barrier"])]
fn the_buffer_and_its_neighbours_print_their_lessons(
    #[case] name: &str,
    #[case] arguments: &[&str],
) {
    let ran = run_program(chapter(8), arguments).expect_code(0);
    assert_eq!(ran.stderr, "");
    snapshot!(name, &whoever_ends_first(&redact(&ran.stdout)));
}

/// Workers detach when they are done. In which order that is, nobody knows; here, the one whose
/// address is the highest is first.
pub fn whoever_ends_first(stdout: &str) -> String {
    let done = Regex::new(r"(?m)^   \[(?:producer|consumer|walker)\] shmdt\(.*$");
    let done = done.expect("a pattern");
    let mut lines: Vec<&str> = done.find_iter(stdout).map(|m| m.as_str()).collect();
    // Popped from the end: the producers' come before the consumers'.
    lines.sort_by_key(|line| (line.contains("producer"), line.to_owned()));
    let next = |_: &regex::Captures| lines.pop().expect("as many as found").to_owned();
    done.replace_all(stdout, next).into_owned()
}

#[rstest]
#[case(1, 1, 1, 1)]
#[case(3, 1, 2, 100)]
#[case(1, 3, 1, 100)]
#[case(5, 4, 3, 1001)]
fn each_item_arrives_once_and_in_order(
    #[case] producers: u32,
    #[case] consumers: u32,
    #[case] slots: u32,
    #[case] items: u32,
) {
    let numbers = [producers, consumers, slots, items].map(|n| n.to_string());
    let [p, c, k, n] = numbers.each_ref().map(String::as_str);
    let flags = [
        "--producers",
        p,
        "--consumers",
        c,
        "--slots",
        k,
        "--items",
        n,
    ];
    let ran = run_program(chapter(8), &flags).expect_code(0);
    let tally = format!("expected {n}, taken {n}, missing 0, out of order 0");
    assert!(
        ran.stdout.lines().any(|line| line == tally),
        "{}",
        ran.stdout
    );
}

/// Nobody repairs the counts here: the chapter notices the death, ends all others, and removes what it
/// has created.
#[rstest]
fn a_worker_that_is_killed_ends_the_free_run_in_order(
    #[values("producer", "consumer")] role: &str,
) {
    let mut command = Command::new(chapter(8));
    // More than it can do before somebody is killed.
    command.args(["--items", "10000000"]).stdin(Stdio::null());
    let mut child = start(&mut command);
    let printed = up_to_the_free_run(&mut child);
    let workers = workers(&child, role);
    kill(workers[0], Signal::SIGKILL).unwrap();
    let ran = finish(child).expect_code(1);
    let error = format!("error: the {role} failed: SIGKILL\n");
    assert!(ran.stderr.starts_with(&error), "{}", ran.stderr);
    for pid in workers {
        assert!(process::look(pid).is_err(), "{pid} was left behind");
    }
    let printed = printed + &ran.stdout;
    for id in created(&printed, "shmget") {
        assert!(Segment::from_id(id).stat().is_err(), "{id} was left behind");
    }
    for id in created(&printed, "semget") {
        assert!(SemaphoreSet::from_id(id).values().is_err(), "{id} was left");
    }
}

fn up_to_the_free_run(child: &mut Child) -> String {
    let mut printed = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    while !printed.contains("Left to themselves") {
        assert_ne!(output.read_line(&mut printed).unwrap(), 0, "{printed}");
    }
    printed += std::str::from_utf8(output.buffer()).unwrap();
    child.stdout = Some(output.into_inner());
    printed
}

/// Both of this role, once they are there.
fn workers(child: &Child, role: &str) -> Vec<Pid> {
    let chapter = Pid::from_raw(child.id() as i32);
    loop {
        let mut pids: Vec<Pid> = process::descendants(chapter)
            .unwrap()
            .iter()
            .map(|process| process.pid)
            .collect();
        pids.retain(|pid| {
            let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0)
                .any(|word| word == role.as_bytes())
        });
        if pids.len() == 2 {
            return pids;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// The ids that this call returned to the chapter itself.
fn created(printed: &str, call: &str) -> Vec<i32> {
    let begin = format!("   {call}(");
    let lines = printed.lines().filter(|line| line.starts_with(&begin));
    let ids: Vec<i32> = lines
        .map(|line| line.rsplit(' ').next().unwrap().parse().unwrap())
        .collect();
    assert!(!ids.is_empty(), "{printed}");
    ids
}
