//! Programs that hang, crash, or go for the checker itself. The checker gives its verdict all the same, and
//! nothing of them stays.

use std::fs;
use std::process::Command;

use rstest::rstest;
use serde_json::Value;
use shm_workbook::procfs::process;

use crate::seen::{check, folder, runs, some_seconds};
use crate::support::{
    CHECKER, Compiled, c_source, checker, copy_program, ids, saw, script, text,
};

#[rstest]
fn a_program_that_hangs_is_stopped(#[values("best", "none")] isolation: &str) {
    let (folder, seconds) = (folder(), some_seconds());
    let program = script(
        &folder,
        "hang",
        &format!("sleep {seconds} & exec sleep {seconds}"),
    );
    let mut more = vec!["--only", "lab1.created", "--time-limit", "1"];
    if isolation == "none" {
        more.extend(["--isolation", "none"]);
    }
    let report = check(1, &program, &more);
    assert_eq!(ids(&report, "failed"), ["lab1.created"]);
    assert!(
        saw(&report, 0).contains("still running at the time limit"),
        "{report:#}"
    );
    assert!(!runs(&seconds));
}

#[test]
fn a_program_that_hangs_on_its_semaphore_is_diagnosed() {
    let lost_wake_up = c_source(7).replace(
        "    while (semop",
        "    if (by > 0 && semctl(semid, 0, GETNCNT) == 0)
             return;
         while (semop",
    );
    let compiled = Compiled::from(&lost_wake_up, false);
    let more = ["--only", "lab7.exact", "--time-limit", "3"];
    let report = check(7, compiled.program(), &more);
    let saw = saw(&report, 0);
    // Where all orders can be tried, the first of them that gets stuck; elsewhere, what the kernel knows.
    let in_one_order = ["A waits: wait", "waits: semop S1[0]-1 --> "];
    let by_the_kernel = [
        "waits in semop for semaphore",
        "value 0 (GETVAL), last operation by pid",
        "waiting (GETNCNT)",
    ];
    let says = |all: &[&str]| all.iter().all(|words| saw.contains(words));
    assert!(says(&in_one_order) || says(&by_the_kernel), "{saw}");
}

/// Its name is no UTF-8, and no group or session of the program's reaches it.
#[rstest]
fn a_process_is_ended_whatever_it_calls_itself(
    #[values("best", "none")] isolation: &str,
) {
    let mark = fastrand::u32(..);
    let source = format!(
        "#include <sys/prctl.h>\n#include <unistd.h>\n
        int main(void) {{
            if (fork() == 0) {{
                setsid();
                prctl(PR_SET_NAME, \"\\377\" \"{mark}\");
                sleep(60);
            }}
            usleep(100000);
            return 1;
        }}"
    );
    let compiled = Compiled::from(&source, false);
    let mut more = vec!["--only", "lab1.created"];
    if isolation == "none" {
        more.extend(["--isolation", "none"]);
    }
    check(1, compiled.program(), &more);
    let name = [b"\xff", mark.to_string().as_bytes()].concat();
    let mut left = process::all().unwrap();
    // Whoever has ended is shown until its new parent, which is not ours, has waited for it.
    left.retain(|process| process.is_alive() && process.name == name);
    assert!(left.is_empty(), "{left:?}");
}

/// The checker starts itself again for each check, so its file matters while it runs.
#[test]
fn a_program_that_deletes_the_checker_does_not_end_it() {
    let folder = folder();
    let copy = folder.path().join("lab");
    copy_program(CHECKER, &copy);
    let lines = format!("rm -f {0}; echo gone > {0}; exit 1", copy.display());
    let program = script(&folder, "vandal", &lines);
    let output = Command::new(&copy)
        .args(["check", "1", "--program", &program, "--format", "json"])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(ids(&report, "passed").is_empty(), "{report:#}");
    // Where the kernel has Landlock, the program cannot even do it.
    let open = !report["not_defended"].as_array().unwrap().is_empty();
    let kept = fs::read(&copy).unwrap() != b"gone\n";
    assert!(kept || open, "{report:#}");
}

/// The program's parent is the process that judges it.
#[rstest]
fn a_program_that_kills_its_parent_is_not_passed(
    #[values("best", "none")] isolation: &str,
) {
    let folder = folder();
    let program = script(&folder, "parricide", "kill -9 $PPID; exit 0");
    let mut more = vec!["--time-limit", "5"];
    if isolation == "none" {
        more.extend(["--isolation", "none"]);
    }
    let report = check(1, &program, &more);
    let passed = ids(&report, "passed");
    assert!(passed.is_empty() && report["points"] == 0, "{report:#}");
}

#[test]
fn a_program_that_crashes_is_told_so() {
    let crash = c_source(2).replace(
        "SHM_RDONLY);",
        "SHM_RDONLY); *(volatile char *)address = 1;",
    );
    let compiled = Compiled::from(&crash, false);
    let report = check(2, compiled.program(), &["--only", "lab2.attached"]);
    assert!(saw(&report, 0).contains("killed by SIGSEGV"), "{report:#}");
}

#[test]
fn what_a_program_prints_does_not_reach_the_terminal_raw() {
    let folder = folder();
    let program = script(
        &folder,
        "paint",
        "printf '\\033[2Jgone\\007\\377' >&2; exit 1",
    );
    let said = checker(&["check", "1", "--program", &program]).stdout;
    assert!(!said.contains(&0x1b), "{}", text(&said));
    assert!(text(&said).contains("[2Jgone"));
}
