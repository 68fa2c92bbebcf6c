//! Odd places for a right program: folders with odd names, an old kernel, a tool that runs it; and what
//! the checker says about a place to other programs.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::Command;

use rstest::rstest;
use serde_json::Value;

use crate::outside;
use crate::outside::repeat::here_or_in_ci;
use crate::support::{
    CHECKER, Compiled, SOLUTIONS, assert_passes, c_source, check, checker, copy_program,
    ids, text, word,
};

/// The folder for temporary files, in which the working folder is made, and the program's own.
#[rstest]
fn a_folder_may_have_any_name(
    #[values(&b"not \xff\xfe text"[..], b"Ann O'Hara's \"lab\"\n 3\\")] name: &[u8],
    #[values("best", "none")] isolation: &str,
) {
    for lab in here_or_in_ci(&[3][..], &[1, 3, 5]) {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join(OsStr::from_bytes(name));
        fs::create_dir(&folder).unwrap();
        let program = folder.join("lab");
        copy_program(&Compiled::from(&c_source(*lab), true).path, &program);
        let mut command = Command::new(CHECKER);
        command
            .args(["check", &lab.to_string(), "--format", "json"])
            .arg("--program-file")
            .arg(&program)
            .env("TMPDIR", &folder)
            .current_dir(&folder);
        if isolation != "best" {
            command.args(["--isolation", isolation]);
        }
        let output = command.output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["passed"], true, "{report:#}{}", text(&output.stderr));
        let left: Vec<_> = fs::read_dir(&folder).unwrap().collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }
}

/// It reads each instruction of a program and runs another one. Where a program is followed from
/// instruction to instruction, that is too slow.
#[test]
fn what_valgrind_runs_passes() {
    if !outside::has("valgrind", "--version") {
        return;
    }
    let compiled = Compiled::from(&c_source(1), true);
    let program = format!("valgrind -q {}", compiled.program());
    for check in ["lab1.created", "lab1.key-taken", "lab1.mode"] {
        assert_passes(1, &program, &["--time-limit", "120", "--only", check]);
    }
}

/// A kernel that does not know Landlock answers `ENOSYS` to its calls. So does this filter.
const WITHOUT_LANDLOCK: &str = r#"
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    struct sock_filter lines[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 444, 0, 2),
        BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 446, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {sizeof lines / sizeof *lines, lines};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
        return 99;
    execv(argv[1], argv + 1);
    return 98;
}
"#;

fn without_landlock(arguments: &[&str]) -> std::process::Output {
    let wrapper = Compiled::from(WITHOUT_LANDLOCK, false);
    Command::new(&wrapper.path)
        .arg(CHECKER)
        .args(arguments)
        .output()
        .unwrap()
}

#[rstest]
fn without_landlock_right_passes_and_the_report_says_what_is_missing(
    #[values("best", "none")] isolation: &str,
) {
    let program = word(SOLUTIONS[2]);
    let mut arguments = vec!["check", "3", "--format", "json", "--program", &program];
    if isolation != "best" {
        arguments.extend(["--isolation", isolation]);
    }
    let output = without_landlock(&arguments);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["passed"], true, "{report:#}");
    let left = report["not_defended"].to_string();
    assert!(left.contains("files of whoever grades"), "{left}");
    if report["isolation"] == "none" {
        assert!(left.contains("signal and stop"), "{left}");
    }
}

#[test]
fn without_landlock_no_isolation_is_called_full() {
    let arguments = [
        "check",
        "1",
        "--program",
        &word(SOLUTIONS[0]),
        "--isolation",
        "full",
    ];
    let output = without_landlock(&arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = text(&output.stderr);
    assert!(
        said.contains("this machine does not let you have"),
        "{said}"
    );
}

/// A check that a program makes too long, or whose follower meets a signal that it does not know, counts.
#[rstest]
#[case::computes("for (volatile long i = 0; i < 300000000; i++) ;")]
#[case::signals("signal(34 + 1, SIG_IGN); raise(34 + 1);")]
fn a_check_that_has_begun_is_never_dropped(#[case] odd: &str) {
    let attached = "shmat(id, NULL, 0);";
    let source = c_source(3).replacen(attached, &format!("{attached} {odd}"), 1);
    assert!(source.contains(odd));
    let source = format!("#include <signal.h>\n{source}");
    let compiled = Compiled::from(&source, false);
    let more = ["--only", "lab3.publishes-last", "--time-limit", "4"];
    let report = check(3, compiled.program(), &more);
    let skipped = report["not_judged"].to_string();
    assert!(
        skipped == "[]" || skipped.contains("can be traced here"),
        "{report:#}"
    );
}

/// Then nothing keeps a program without a namespace from stopping its judge. Its check fails all the same.
#[test]
fn without_landlock_a_judge_that_is_stopped_does_not_stop_the_checker() {
    let folder = tempfile::tempdir().unwrap();
    let program = crate::support::script(&folder, "stops", "kill -STOP $PPID; exit 0");
    let arguments = [
        "check",
        "1",
        "--format",
        "json",
        "--isolation",
        "none",
        "--only",
        "lab1.created",
        "--time-limit",
        "1",
        "--program",
        &program,
    ];
    let output = without_landlock(&arguments);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{report:#}");
    assert_eq!(report["points"], 0, "{report:#}");
    assert_eq!(ids(&report, "skipped"), [""; 0]);
}

#[test]
fn doctor_tells_programs_what_this_machine_gives() {
    let output = checker(&["doctor", "--format", "json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{document:#}");
    assert_eq!(
        (&document["schema"], &document["works"]),
        (&1.into(), &true.into())
    );
    assert_eq!(document["version"], env!("CARGO_PKG_VERSION"));
    assert!(document["cores"].as_u64().unwrap() >= 1);
    assert_eq!(document["memory"]["by"], "resident");
    // The same as a check finds.
    let report = check(1, &word(SOLUTIONS[0]), &[]);
    let ground = &document["checks"];
    for name in ["isolation", "not_defended"] {
        assert_eq!(ground[name], report[name], "{document:#}");
    }
    let judged = ground["not_judged"].as_array().unwrap().is_empty();
    assert_eq!(judged, ground["tracing"] == true, "{document:#}");
    assert_eq!(
        checker(&["doctor", "--format", "junit"]).status.code(),
        Some(2)
    );
}

#[rstest]
fn a_report_says_once_that_leaks_are_not_looked_for(
    #[values(true, false)] sanitized: bool,
) {
    let folder = tempfile::tempdir().unwrap();
    let (source, path) = (folder.path().join("lab.c"), folder.path().join("lab"));
    fs::write(&source, c_source(1)).unwrap();
    let mut command = Command::new("cc");
    command
        .args(["-std=c11", "-pthread", "-o"])
        .args([&path, Path::new(&source)]);
    if sanitized {
        command.arg("-fsanitize=address");
    }
    assert!(command.status().unwrap().success());
    let output = checker(&["check", "1", "--program", path.to_str().unwrap()]);
    let said = text(&output.stdout);
    assert_eq!(
        said.matches("LeakSanitizer").count(),
        usize::from(sanitized),
        "{said}"
    );
    let report = check(1, path.to_str().unwrap(), &[]);
    assert_eq!(report["labs"][0]["note"].is_string(), sanitized);
}
