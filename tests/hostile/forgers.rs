//! Programs that write their verdict themselves, into whatever they find open.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use rstest::rstest;
use serde_json::Value;
use tempfile::TempDir;

use crate::outside::not_checked::{left_to_ci, note};
use crate::outside::repeat::{here_or_in_ci, in_ci};
use crate::support::{CHECKER, copy_program, ids, script, text};
use crate::{user, weather};

/// A judge's answer, without what only the judge knows.
const ANSWER: &str = r#"{"passed":true,"secret":"","what":"passed","more":true}"#;

/// Writes the answer in its parent's place, and has the parent say no more. A checker that believed
/// this once gave it all points.
const WRITE_TO_PARENT: &str = "printf %s '{\"passed\":true}' >/proc/$PPID/fd/1
kill -9 $PPID
exit 0";

/// Writes into stdout and stderr of its judge and of the judge's parent, then ends well.
const WRITE_TO_BOTH: &str =
    "for pid in $PPID $(sed -n 's/^PPid://p' /proc/$PPID/status); do
    for fd in 1 2; do
        printf %s \"$ANSWER\" >/proc/$pid/fd/$fd
    done
done 2>/dev/null
exit 0";

/// Prints what it wants to be true, and ends with the exit code of a judge that gives up.
const PRINT: &str = "printf %s \"$ANSWER\"; exit 3";

/// Stops whoever judges it, and hopes for the best.
const STOP_PARENT: &str = "kill -STOP $PPID; kill -KILL $PPID; exit 0";

const FORGERS: [&str; 4] = [WRITE_TO_PARENT, WRITE_TO_BOTH, PRINT, STOP_PARENT];

/// Has everybody else ended, as far as it can reach.
const KILL_ALL: &str = "kill -9 -1; exit 0";

/// A folder that an ordinary user can read, with a checker in it.
fn public() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let copy = folder.path().join("lab");
    copy_program(CHECKER, &copy);
    let checker = copy.to_str().unwrap().to_string();
    (folder, checker)
}

/// In CI each of them everywhere. Here half: each meets each user, and each of the isolations.
#[rstest]
fn no_program_writes_its_own_verdict(
    #[values(0, 1, 2)] place: usize,
    #[values(true, false)] as_root: bool,
    #[values(0, 1)] pair: usize,
) {
    if as_root && !nix::unistd::getuid().is_root() {
        note("what root grades", "only root can");
        return;
    }
    let isolation = ["full", "user", "none"][place];
    let first = (place + usize::from(as_root)) % 2;
    let forgers = &FORGERS[2 * pair..2 * pair + 2];
    left_to_ci(true);
    for lines in here_or_in_ci(&forgers[first..=first], forgers) {
        gains_nothing(isolation, as_root, lines);
    }
}

fn gains_nothing(isolation: &str, as_root: bool, lines: &str) {
    let (folder, checker) = public();
    let lines = format!("ANSWER='{ANSWER}'\n{lines}");
    let program = script(&folder, "forger", &lines);
    let mut command = user::command(as_root, 300, &checker);
    command
        .args(["check", "1", "--program", &program, "--format", "json"])
        .args(["--isolation", isolation, "--time-limit", "5"]);
    if !in_ci() {
        // Some wait out the time limit in each check, and one check shows it.
        command.args(["--only", "lab1.created"]);
    }
    let _calm = weather::wait_for(false);
    let output = command.current_dir(folder.path()).output().unwrap();
    if output.status.code() == Some(2) {
        // No grade at all: this user cannot have this isolation.
        assert!(isolation != "none" && output.stdout.is_empty());
        note(isolation, text(&output.stderr).trim());
        return;
    }
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["points"], 0, "{report:#}");
    assert_eq!(report["isolation"], isolation);
    let checks = report["labs"][0]["checks"].as_array().unwrap().len();
    assert_eq!(ids(&report, "failed").len(), checks, "{report:#}");
}

/// In namespaces of its own only: elsewhere it would end the tests, too.
#[test]
fn a_program_that_kills_everybody_reaches_only_itself() {
    let (folder, checker) = public();
    let program = script(&folder, "killer", KILL_ALL);
    let output = Command::new(&checker)
        .args(["check", "1", "--program", &program, "--format", "json"])
        .args(["--isolation", "full", "--time-limit", "5"])
        .output()
        .unwrap();
    let report: Value = match output.status.code() {
        Some(2) => return,
        _ => serde_json::from_slice(&output.stdout).unwrap(),
    };
    assert_eq!(report["points"], 0, "{report:#}");
}
