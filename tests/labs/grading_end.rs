//! Grading that ends early, by whatever: no program goes on without it, and the next run goes on.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::support::CHECKER;

/// Far longer than a signal takes, and far shorter than the time limit of the programs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs until somebody ends it.
const HANGS: &str = "#!/bin/sh\nwhile :; do sleep 1; done\n";

fn hanging_class() -> TempDir {
    let class = TempDir::new().unwrap();
    for student in ["one", "two"] {
        let folder = class.path().join("submissions").join(student);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("lab1"), HANGS).unwrap();
        let runs = fs::Permissions::from_mode(0o755);
        fs::set_permissions(folder.join("lab1"), runs).unwrap();
    }
    class
}

fn start(class: &Path) -> Child {
    let mut grade = Command::new(CHECKER);
    grade.args(["grade", "submissions", "--lab", "1", "--jobs", "2"]);
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
    let mut grade = start(class.path());
    let runs = |lines: &[String]| lines.iter().any(|line| line.starts_with("/bin/sh"));
    wait_for("a program runs", class.path(), runs);
    let pid = Pid::from_raw(i32::try_from(grade.id()).unwrap());
    kill(pid, signal).unwrap();
    grade.wait().unwrap();
    wait_for("nothing goes on", class.path(), <[String]>::is_empty);
    assert!(!class.path().join("grades/grades.csv").exists());
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
