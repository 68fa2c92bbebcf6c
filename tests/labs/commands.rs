//! What the reader types besides `check`: hint, reset, solution, watch, doctor, and mistakes.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use nix::sched::{CloneFlags, unshare};
use rstest::rstest;
use tempfile::TempDir;

use crate::outside::not_checked::note;
use crate::support::{
    CHECKER, FOLDERS, SOLUTIONS, STARTERS, checker, copy_program, package, text, word,
};

#[rstest]
#[case::no_such_verb(&["chekc", "3"])]
#[case::no_such_lab(&["check", "9"])]
#[case::no_number(&["check", "three"])]
#[case::no_such_option(&["check", "3", "--fast"])]
#[case::no_such_format(&["check", "3", "--format", "xml"])]
#[case::no_such_check(&["check", "3", "--only", "lab3.nothing"])]
#[case::no_such_isolation(&["check", "3", "--isolation", "brick"])]
#[case::no_time(&["check", "3", "--time-limit", "0"])]
#[case::no_such_program(&["check", "3", "--program", "./no/such/program"])]
#[case::not_a_program(&["check", "3", "--program", "Cargo.toml"])]
#[case::an_open_quote(&["check", "3", "--program", "'python3"])]
#[case::one_program_for_all(&["check", "--program", "true"])]
#[case::no_lab(&["hint"])]
#[case::two_labs(&["reset", "1", "2"])]
#[case::value_missing(&["check", "3", "--program"])]
fn wrong_usage_is_exit_code_2(#[case] arguments: &[&str]) {
    let output = checker(arguments);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    assert!(!output.stderr.is_empty());
}

#[test]
fn help_names_every_verb() {
    for arguments in [["--help"], ["help"]] {
        let output = checker(&arguments);
        assert!(output.status.success());
        for verb in ["check", "hint", "reset", "solution", "watch", "doctor"] {
            assert!(text(&output.stdout).contains(&format!("cargo lab {verb}")));
        }
    }
}

#[rstest]
fn no_help_is_wider_than_80_columns(
    #[values(&[], &["trace"], &["races"], &["explore"])] verb: &[&str],
) {
    let output = checker(&[verb, &["--help"]].concat());
    assert!(output.status.success());
    let help = text(&output.stdout);
    assert!(help.lines().count() > 10, "{help}");
    let wide = help.lines().find(|line| line.chars().count() > 80);
    assert_eq!(wide, None);
}

/// Whoever types nearly the right thing is told the right one.
#[rstest]
#[case::only_a_number(&["3"], "cargo lab check 3")]
#[case::no_such_check(&["check", "--only", "lab1.mod"], "lab1.mode")]
fn a_mistake_is_answered_with_what_was_meant(
    #[case] arguments: &[&str],
    #[case] meant: &str,
) {
    let said = text(&checker(arguments).stderr);
    assert!(said.contains(meant), "{said}");
}

#[rstest]
fn help_is_no_mistake(#[values("check", "hint", "watch")] verb: &str) {
    let output = checker(&[verb, "--help"]);
    assert!(output.status.success());
    assert!(text(&output.stdout).contains("cargo lab check 3"));
}

/// Nobody sees the end of a program where SIGCHLD is ignored, as some servers start theirs.
#[test]
fn without_sigchld_nothing_is_judged() {
    let script = "trap '' CHLD; exec \"$0\" check 1 --program true";
    let mut bash = Command::new("bash");
    let output = bash.args(["-c", script, CHECKER]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("--default-signal=CHLD"));
}

#[rstest]
fn each_lab_has_three_hints(#[values(1, 2, 3, 4, 5, 6, 7, 8)] lab: usize) {
    let hint = |level: &str| {
        let output = checker(&["hint", &lab.to_string(), level]);
        assert!(output.status.success());
        text(&output.stdout)
    };
    let hints = [hint("1"), hint("2"), hint("3")];
    for (hint, start) in hints.iter().zip(["A nudge", "The idea", "Almost the code"]) {
        assert!(hint.starts_with(start) && hint.len() > 100, "{hint}");
    }
    assert_eq!(text(&checker(&["hint", &lab.to_string()]).stdout), hints[0]);
}

/// A copy of the labs in a folder of its own, as the reader's package.
fn project() -> TempDir {
    let project = tempfile::tempdir().unwrap();
    for folder in FOLDERS {
        let new = project.path().join("chapters").join(folder);
        fs::create_dir_all(&new).unwrap();
        let starter = package()
            .join("src/lab/starters")
            .join(format!("{folder}.rs"));
        fs::copy(starter, new.join("lab.rs")).unwrap();
        let solution = package().join("chapters").join(folder).join("solution.rs");
        fs::copy(solution, new.join("solution.rs")).unwrap();
    }
    project
}

fn in_project(project: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let mut command = Command::new(CHECKER);
    command.env("CARGO_MANIFEST_DIR", project).args(arguments);
    let output = command.output().unwrap();
    (
        text(&output.stdout) + &text(&output.stderr),
        output.status.code(),
    )
}

#[test]
fn reset_brings_the_starter_back_and_loses_nothing() {
    let project = project();
    let folder = project.path().join("chapters/3-read-write");
    let file = folder.join("lab.rs");
    let starter = fs::read_to_string(&file).unwrap();
    let (said, code) = in_project(project.path(), &["reset", "3"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("is the starter already"), "{said}");
    for (number, mine) in [(1, "first try"), (2, "second try")] {
        fs::write(&file, mine).unwrap();
        let (said, code) = in_project(project.path(), &["reset", "3"]);
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(fs::read_to_string(&file).unwrap(), starter);
        let kept = format!("lab.rs.kept-{number}");
        assert!(said.contains(&kept), "{said}");
        assert_eq!(fs::read_to_string(folder.join(kept)).unwrap(), mine);
    }
    assert_eq!(
        fs::read_to_string(folder.join("lab.rs.kept-1")).unwrap(),
        "first try"
    );
}

#[test]
fn the_overview_shows_where_to_begin() {
    let project = project();
    let (said, code) = in_project(project.path(), &[]);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(said.matches("not begun").count(), 8, "{said}");
    assert!(said.contains("write chapters/1-create/lab.rs"), "{said}");
    assert!(said.contains("cargo lab check 1"), "{said}");
}

#[test]
fn the_solution_comes_after_the_readers_own() {
    let own = |program: &str| checker(&["solution", "1", "--program", program]);
    let refused = own(&word(STARTERS[0]));
    if !text(&refused.stdout).contains("passed: 14 of 14") {
        assert_eq!(refused.status.code(), Some(1));
        assert!(!text(&refused.stdout).contains("fn create"));
        assert!(text(&refused.stderr).contains("--give-up"));
    }
    let shown = own(&word(SOLUTIONS[0]));
    assert!(shown.status.success());
    assert!(text(&shown.stdout).contains("fn create(key: libc::key_t"));
    let given_up = checker(&["solution", "7", "--give-up"]);
    assert!(text(&given_up.stdout).contains("SEM_UNDO"));
}

#[test]
fn watch_checks_again_when_the_program_changes() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("lab1");
    let next = folder.path().join("next");
    copy_program("/bin/false", &program);
    let mut watch = Command::new(CHECKER)
        .args(["watch", "1", "--program", program.to_str().unwrap()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines();
    let mut wait_for = |words: &str| {
        let found = lines
            .by_ref()
            .map_while(Result::ok)
            .any(|line| line.contains(words));
        assert!(found, "watch has ended without {words:?}");
    };
    wait_for("not passed yet");
    wait_for("Watching");
    // A rename, as careful editors and linkers do: a running program cannot be overwritten.
    copy_program(SOLUTIONS[0], &next);
    fs::rename(&next, &program).unwrap();
    wait_for("passed: 14 of 14");
    watch.kill().unwrap();
    watch.wait().unwrap();
}

#[test]
fn the_doctor_names_what_is_left_over() {
    let doctor = || text(&checker(&["doctor"]).stdout);
    assert!(doctor().contains("✓ System V shared memory and semaphores work"));
    for word in ["isolation of checks", "shmmax", "shmmni", "limit sem"] {
        assert!(doctor().contains(word), "{}", doctor());
    }
    let in_a_namespace = thread::spawn(move || {
        if unshare(CloneFlags::CLONE_NEWIPC).is_err() {
            note(
                "an empty namespace",
                "only root can have one for one thread",
            );
            return;
        }
        assert!(
            doctor().contains("nothing of yours is left over"),
            "{}",
            doctor()
        );
        let created = Command::new(SOLUTIONS[0])
            .args(["4711", "100"])
            .output()
            .unwrap();
        let id = text(&created.stdout).trim().replace("shmid=", "");
        let queue = Command::new("ipcmk").arg("-Q").output().unwrap();
        let queue = text(&queue.stdout).trim().replace("Message queue id: ", "");
        for line in [
            format!("; ipcrm -m {id}\n"),
            format!("; ipcrm -q {queue}\n"),
        ] {
            assert!(doctor().contains(&line), "{}", doctor());
        }
    });
    in_a_namespace.join().unwrap();
}
