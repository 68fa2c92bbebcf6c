//! Grading that ends early, by whatever: no program goes on without it, and the next run goes on.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::support::{CHECKER, SOLUTIONS, copy_program, script_at};

/// Far longer than a signal takes, and far shorter than the time limit of the programs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs until somebody ends it.
const HANGS: &str = "while :; do sleep 1; done";

fn submit(class: &Path, student: &str) -> std::path::PathBuf {
    let folder = class.join("submissions").join(student);
    fs::create_dir_all(&folder).unwrap();
    folder.join("lab1")
}

/// One that is graded, and two that are at work when grading ends.
fn hanging_class() -> TempDir {
    let class = TempDir::new().unwrap();
    copy_program(SOLUTIONS[0], &submit(class.path(), "a done"));
    for student in ["hangs 1", "hangs 2"] {
        script_at(&submit(class.path(), student), HANGS);
    }
    class
}

fn start(class: &Path) -> Child {
    // A shell that starts something in the background lets it ignore Ctrl-C, and so do its children.
    let mut grade = Command::new("env");
    grade.args(["--default-signal=INT", CHECKER]);
    grade.args(["grade", "submissions", "--lab", "1", "--jobs", "3"]);
    grade.args(["--time-limit", "600"]).current_dir(class);
    grade.stderr(Stdio::null()).spawn().unwrap()
}

/// The command lines of all processes that have to do with this class.
fn at_work(class: &Path) -> Vec<String> {
    let class = class.to_str().unwrap();
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|one| fs::read(one.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
    lines.filter(|line| line.contains(class)).collect()
}

fn wait_for(what: &str, class: &Path, is_so: impl Fn(&[String]) -> bool) {
    let start = Instant::now();
    while !is_so(&at_work(class)) {
        let waited = start.elapsed() < PATIENCE;
        assert!(waited, "{what}: {:#?}", at_work(class));
        thread::sleep(Duration::from_millis(10));
    }
}

fn nothing_goes_on_after(signal: Signal) {
    let class = hanging_class();
    let done = class.path().join("grades/students/a done/lab1.json");
    let mut grade = start(class.path());
    let both_run = |lines: &[String]| {
        let shells = lines.iter().filter(|line| line.starts_with("/bin/sh"));
        shells.count() == 2 && done.exists()
    };
    wait_for("one is done, two run", class.path(), both_run);
    let pid = Pid::from_raw(i32::try_from(grade.id()).unwrap());
    kill(pid, signal).unwrap();
    grade.wait().unwrap();
    wait_for("nothing goes on", class.path(), <[String]>::is_empty);
    assert!(!class.path().join("grades/grades.csv").exists());
    goes_on(class.path(), &done);
}

/// What was stored is taken as it is, and the others have their turn.
fn goes_on(class: &Path, done: &Path) {
    let stored = fs::read_to_string(done).unwrap();
    let marked = stored.replace("\"points\": 14,", "\"points\": 13,");
    assert_ne!(stored, marked);
    fs::write(done, marked).unwrap();
    for student in ["hangs 1", "hangs 2"] {
        script_at(&submit(class, student), "exit 0");
    }
    assert!(start(class).wait().unwrap().success());
    let grades = fs::read_to_string(class.join("grades/grades.csv")).unwrap();
    assert!(grades.contains("\"a done\",13,14,judged\r\n"), "{grades}");
    assert!(grades.contains("\"hangs 1\",0,14,judged\r\n"), "{grades}");
    assert!(grades.contains("\"hangs 2\",0,14,judged\r\n"), "{grades}");
}

#[test]
fn a_killed_grading_takes_its_programs_with_it() {
    nothing_goes_on_after(Signal::SIGKILL);
}

/// What `kill -INT` sends, and a terminal's Ctrl-C.
#[test]
fn an_interrupted_grading_takes_its_programs_with_it() {
    nothing_goes_on_after(Signal::SIGINT);
}

/// Whoever started it had ended before it could ask for a signal: no process has this number.
#[test]
fn a_checker_whose_grading_is_gone_judges_nothing() {
    let mut checker = Command::new(CHECKER);
    let output = checker.args(["__graded", "4194305", "check", "1", "--format", "json"]);
    let output = output.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("has ended"));
}
