//! Programs that are right, and starters, which are not yet.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use nix::sched::{CloneFlags, CpuSet, sched_getaffinity, sched_setaffinity, unshare};
use nix::unistd::{Pid, getuid};
use rstest::rstest;
use serde_json::Value;
use shm_workbook::procfs::sysvipc;
use tempfile::TempDir;

use crate::not_checked::note;
use crate::support::{
    CHECKER, Compiled, FOLDERS, SOLUTIONS, STARTERS, assert_passes, c_source, check,
    checker, copy_program, here_or_in_ci, ids, package, text,
};

/// Runs that a right program must pass without a single failure. They meet other scheduling
/// each time.
#[rstest]
fn each_solution_passes_again_and_again(#[values(1, 2, 3, 4, 5, 6, 7)] lab: usize) {
    for _ in 0..here_or_in_ci(5, 50) {
        assert_passes(lab, SOLUTIONS[lab - 1], &[]);
    }
}

#[rstest]
fn each_solution_in_c_passes(#[values(1, 2, 3, 4, 5, 6, 7)] lab: usize) {
    let compiled = Compiled::from(&c_source(lab), true);
    assert_passes(lab, compiled.program(), &[]);
}

/// A program may have more threads than the one that does the work, as programs in Go, Java or
/// JavaScript have. The checker that follows it step by step must let all of them go.
#[test]
fn a_program_with_an_idle_thread_passes() {
    let idle = "#include <pthread.h>
        static void *idle(void *nothing) { for (;;) pause(); return nothing; }
        int main(int argc, char **argv)
        {
            pthread_t thread;
            pthread_create(&thread, NULL, idle, NULL);";
    let source = c_source(3).replace("int main(int argc, char **argv)\n{", idle);
    assert!(source.contains("pthread_create"));
    let source = source.replacen(
        "#include <stdio.h>",
        "#include <stdio.h>\n#include <unistd.h>",
        1,
    );
    assert_passes(3, Compiled::from(&source, true).program(), &[]);
}

/// As the reader on the chapter's page: the kernel accepts any size, and `IPC_STAT` tells it.
#[test]
fn a_reader_that_looks_up_with_size_0_passes() {
    let source = c_source(3).replace("shmget(key, SIZE, 0)", "shmget(key, 0, 0)");
    assert!(source.contains("shmget(key, 0, 0)"));
    assert_passes(3, Compiled::from(&source, true).program(), &[]);
}

/// A starter that somebody has begun to solve is no starter any more, and is left out. In CI
/// nobody has.
fn is_untouched(lab: usize) -> bool {
    let folder = FOLDERS[lab - 1];
    let now =
        fs::read_to_string(package().join(format!("chapters/{folder}/lab.rs"))).unwrap();
    let kept = package().join(format!("src/lab/starters/{folder}.rs"));
    let untouched = now == fs::read_to_string(kept).unwrap();
    assert!(
        untouched || std::env::var_os("CI").is_none(),
        "lab {lab} differs from its starter"
    );
    untouched
}

#[rstest]
fn each_starter_fails_and_says_what_to_do_first(
    #[values(1, 2, 3, 4, 5, 6, 7)] lab: usize,
) {
    if !is_untouched(lab) {
        return;
    }
    let output = checker(&["check", &lab.to_string(), "--program", STARTERS[lab - 1]]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("This first failure is expected"), "{said}");
    let first = format!(
        "replace the todo!() at chapters/{}/lab.rs:",
        FOLDERS[lab - 1]
    );
    assert!(said.contains(&first), "{said}");
    let report = check(lab, STARTERS[lab - 1], &[]);
    assert_eq!(report["points"], 0, "{report:#}");
    assert_eq!(ids(&report, "passed"), [""; 0]);
}

/// Without a program to judge, the checker builds the reader's own.
#[test]
fn the_checker_builds_the_lab_itself() {
    let output = checker(&["check", "1", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["labs"][0]["program"], "cargo run -q --bin lab1 --");
    assert_eq!(output.status.success(), report["passed"] == true);
    if is_untouched(1) {
        let finding = &report["labs"][0]["checks"][0]["finding"];
        assert!(
            finding["todo"]
                .as_str()
                .unwrap()
                .contains("chapters/1-create/lab.rs")
        );
    }
}

/// Walls that this machine does not allow are refused, and not quietly left out.
#[rstest]
fn right_is_right_behind_any_walls(#[values("full", "ipc", "user", "none")] walls: &str) {
    for lab in 1..=7 {
        let number = lab.to_string();
        let program = SOLUTIONS[lab - 1];
        let output = checker(&["check", &number, "--program", program, "--walls", walls]);
        if walls != "none" && output.status.code() == Some(2) {
            let said = text(&output.stderr);
            assert!(
                said.contains("this machine does not let you have"),
                "{said}"
            );
            note(walls, said.trim());
            return;
        }
        assert!(output.status.success(), "{}", text(&output.stdout));
    }
}

#[test]
fn right_is_right_on_one_core() {
    // The affinity of this thread is inherited by what it starts.
    let one_core = thread::spawn(|| {
        let allowed = sched_getaffinity(Pid::from_raw(0)).unwrap();
        let first = (0..CpuSet::count()).find(|core| allowed.is_set(*core).unwrap());
        let mut core = CpuSet::new();
        core.set(first.unwrap()).unwrap();
        sched_setaffinity(Pid::from_raw(0), &core).unwrap();
        for lab in 1..=7 {
            assert_passes(lab, SOLUTIONS[lab - 1], &[]);
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
fn an_ordinary_user_can_check(#[values("best", "none")] walls: &str) {
    const NOBODY: u32 = 65_534;
    let (folder, copies) = copies();
    for lab in 1..=7 {
        let mut command = Command::new(&copies[0]);
        command
            .current_dir(folder.path())
            .args(["check", &lab.to_string(), "--program"]);
        command.arg(&copies[lab]);
        if walls == "none" {
            command.args(["--walls", "none"]);
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

/// Without walls all of them share one set of kernel tables. In a namespace of its own, this
/// test can also see that nothing stays behind.
#[test]
fn checkers_at_once_do_not_disturb_each_other() {
    let crowd = thread::spawn(|| {
        let alone = unshare(CloneFlags::CLONE_NEWIPC).is_ok();
        // Each lab at least twice, and more of them than there are cores.
        let children: Vec<_> = (0..here_or_in_ci(14, 40))
            .map(|i| {
                let mut command = Command::new(CHECKER);
                let lab = (i % 7 + 1).to_string();
                command.args(["check", &lab, "--program", SOLUTIONS[i % 7]]);
                command.args(["--walls", "none", "--time-limit", "60"]);
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

/// Sanitizers reserve terabytes of addresses, and watch a program from the inside.
#[rstest]
fn what_a_sanitizer_watches_passes(
    #[values("address", "thread", "undefined")] sanitizer: &str,
    #[values(1, 3, 7)] lab: usize,
) {
    let folder = tempfile::tempdir().unwrap();
    let (file, path) = (folder.path().join("lab.c"), folder.path().join("lab"));
    fs::write(&file, c_source(lab)).unwrap();
    let flag = format!("-fsanitize={sanitizer}");
    let built = Command::new("cc")
        .args(["-std=c11", "-g", "-pthread", &flag, "-o"])
        .args([&path, &file])
        .status()
        .unwrap();
    assert!(built.success());
    assert_passes(lab, path.to_str().unwrap(), &[]);
}
