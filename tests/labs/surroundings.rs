//! What is right is right in any surroundings: each isolation, one core, an ordinary user, a crowd.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use nix::sched::{CloneFlags, unshare};
use nix::unistd::getuid;
use rstest::rstest;
use serde_json::Value;
use shm_workbook::procfs::sysvipc;
use tempfile::TempDir;

use crate::outside::not_checked::note;
use crate::outside::repeat::here_or_in_ci;
use crate::support::{
    CHECKER, SOLUTIONS, assert_passes, checker, copy_program, labs_in, stay_on_one_core,
    text, word,
};

/// Isolation that this machine does not allow is refused, and not quietly left out.
#[rstest]
#[case(0, "full")]
#[case(1, "user")]
#[case(2, "none")]
fn right_is_right_in_any_isolation(#[case] surrounding: usize, #[case] isolation: &str) {
    for lab in labs_in(surrounding) {
        let number = lab.to_string();
        let program = &word(SOLUTIONS[lab - 1]);
        let words = ["check", &number, "--program", program];
        let output = checker(&[&words[..], &["--isolation", isolation]].concat());
        if isolation != "none" && output.status.code() == Some(2) {
            let said = text(&output.stderr);
            assert!(
                said.contains("this machine does not let you have"),
                "{said}"
            );
            note(isolation, said.trim());
            return;
        }
        assert!(output.status.success(), "{}", text(&output.stdout));
    }
}

/// The option was `--walls` once, and `ipc` was for root what `full` is now.
#[test]
fn the_old_names_of_isolation_mean_the_same() {
    let program = word(SOLUTIONS[0]);
    let words = ["check", "1", "--program", &program, "--format", "json"];
    for (old, now) in [("none", "none"), ("ipc", "full")] {
        let output = checker(&[&words[..], &["--walls", old]].concat());
        let said = text(&output.stderr);
        if now != "none" && said.contains("this machine does not let you have") {
            continue;
        }
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["isolation"], now, "{said}");
        assert_eq!(report["passed"], true, "{report:#}");
    }
}

#[test]
fn right_is_right_on_one_core() {
    // The affinity of this thread is inherited by what it starts.
    let one_core = thread::spawn(|| {
        stay_on_one_core();
        for lab in labs_in(3) {
            assert_passes(lab, &word(SOLUTIONS[lab - 1]), &[]);
        }
    });
    one_core.join().unwrap();
}

/// The checker and the solutions, where any user may run them.
fn copies() -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let mut copies = Vec::new();
    for program in [CHECKER].iter().chain(&SOLUTIONS) {
        let name = PathBuf::from(program);
        let copy = folder.path().join(name.file_name().unwrap());
        copy_program(program, &copy);
        copies.push(copy);
    }
    (folder, copies)
}

/// Root takes off its rights; anybody else has none to begin with.
#[rstest]
#[case(4, "best")]
#[case(5, "none")]
fn an_ordinary_user_can_check(#[case] surrounding: usize, #[case] isolation: &str) {
    const NOBODY: u32 = 65_534;
    let (folder, copies) = copies();
    for lab in labs_in(surrounding) {
        let mut command = Command::new(&copies[0]);
        command
            .current_dir(folder.path())
            .args(["check", &lab.to_string(), "--program"]);
        command.arg(&copies[lab]);
        if isolation == "none" {
            command.args(["--isolation", "none"]);
        }
        if getuid().is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{}{}",
            text(&output.stdout),
            text(&output.stderr)
        );
    }
}

/// Without isolation all of them share one set of kernel tables. In a namespace of its own, this
/// test can also see that nothing stays behind.
#[test]
fn checkers_at_once_do_not_disturb_each_other() {
    let crowd = thread::spawn(|| {
        let alone = unshare(CloneFlags::CLONE_NEWIPC).is_ok();
        // In CI five of each lab, here one of each second lab: more than there are cores.
        let children: Vec<_> = (0..40)
            .step_by(here_or_in_ci(10, 1))
            .map(|i| {
                let mut command = Command::new(CHECKER);
                let lab = (i % 8 + 1).to_string();
                command.args(["check", &lab, "--program", &word(SOLUTIONS[i % 8])]);
                command.args(["--isolation", "none", "--time-limit", "60"]);
                command
                    .stdout(std::process::Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", text(&output.stdout));
        }
        if alone {
            let (segments, semaphores) = (sysvipc::segments(), sysvipc::semaphore_sets());
            let left = (segments.unwrap(), semaphores.unwrap());
            assert!(
                left.0.is_empty() && left.1.is_empty(),
                "left over: {left:?}"
            );
        }
    });
    crowd.join().unwrap();
}
