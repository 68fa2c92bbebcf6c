//! Programs that hang, flood, multiply, or go for the checker itself. The checker gives its
//! verdict all the same, and nothing of them stays.

use std::fs;
use std::process::Command;

use rstest::rstest;
use serde_json::Value;
use shm_workbook::procfs::process;
use tempfile::TempDir;

use crate::support::{
    CHECKER, Compiled, c_source, check, checker, copy_program, ids, saw, script, text,
};

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Is there a process with this word on its command line?
fn runs(word: &str) -> bool {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    processes
        .map(|entry| entry.path().join("cmdline"))
        .any(|path| {
            let line = fs::read(path).unwrap_or_default();
            line.split(|byte| *byte == 0)
                .any(|part| part == word.as_bytes())
        })
}

/// A number of seconds that no other process sleeps for.
fn some_seconds() -> String {
    format!(
        "{}.{}",
        70_000 + fastrand::u32(..10_000),
        fastrand::u32(..1_000_000)
    )
}

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
    assert!(saw.contains("waits in semop for semaphore"), "{saw}");
    assert!(
        saw.contains("value 0 (GETVAL), last operation by pid"),
        "{saw}"
    );
    assert!(saw.contains("waiting (GETNCNT)"), "{saw}");
}

#[test]
fn a_program_that_prints_without_end_is_stopped() {
    let folder = folder();
    let program = script(&folder, "flood", "exec yes");
    let report = check(1, &program, &["--only", "lab1.created"]);
    assert!(
        saw(&report, 0).contains("more output than any right answer"),
        "{report:#}"
    );
}

/// Each in a session of its own, so that no signal to a process group reaches it.
#[rstest]
fn two_hundred_processes_are_all_ended(#[values("best", "none")] isolation: &str) {
    let (folder, seconds) = (folder(), some_seconds());
    let lines = format!(
        "i=0; while [ $i -lt 200 ]; do setsid sleep {seconds} & i=$((i + 1)); done
         sleep {seconds}"
    );
    let program = script(&folder, "crowd", &lines);
    let mut more = vec!["--only", "lab1.created", "--time-limit", "2"];
    if isolation == "none" {
        more.extend(["--isolation", "none"]);
    }
    let report = check(1, &program, &more);
    assert_eq!(ids(&report, "failed"), ["lab1.created"]);
    assert!(!runs(&seconds));
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

#[test]
fn a_program_that_multiplies_without_end_is_stopped() {
    let folder = folder();
    let mark = some_seconds();
    // Each starts another one and lives on, so the number grows one by one.
    let lines = format!("\"$0\" {mark} &\nsleep {mark}");
    let program = script(&folder, "bomb", &lines);
    let report = check(
        1,
        &program,
        &["--only", "lab1.created", "--time-limit", "30"],
    );
    assert!(
        saw(&report, 0).contains("it started process after process"),
        "{report:#}"
    );
    assert!(!runs(&mark));
}

#[test]
fn nobody_gets_ten_gibibytes() {
    let source = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n
        int main(void) {
            char *memory = malloc(10UL << 30);
            if (memory == NULL) { puts(\"no memory\"); return 3; }
            volatile char *pages = memory;
            for (size_t i = 0; i < 10UL << 30; i += 4096) pages[i] = 1;
            return 1;
        }";
    let compiled = Compiled::from(source, false);
    // On a busy machine it takes its time to get that far.
    let more = ["--only", "lab1.created", "--time-limit", "120"];
    let report = check(1, compiled.program(), &more);
    let saw = saw(&report, 0);
    let stopped = ["more than 2 GiB", "stdout: no memory", "SIGKILL"];
    assert!(
        stopped.iter().any(|words| saw.contains(words)),
        "{report:#}"
    );
}

#[test]
fn a_file_cannot_grow_without_end() {
    let folder = folder();
    let lines = "dd if=/dev/zero of=big bs=1M count=200; wc -c <big";
    let program = script(&folder, "fill", lines);
    let report = check(1, &program, &["--only", "lab1.created"]);
    assert!(saw(&report, 0).contains("stdout: 16777216"), "{report:#}");
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
