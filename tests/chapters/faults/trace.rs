//! The calls that strace saw, as a chapter writes them.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use crate::support::{chapter, has, run};
use regex::Regex;
use tempfile::TempDir;

/// The traced calls of each process: of the chapter's own, then of its children.
pub fn traces(folder: &TempDir) -> Vec<Vec<String>> {
    let own = fs::read_to_string(folder.path().join("own")).unwrap();
    let mut files: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let Some(pid) = path.extension().and_then(|pid| pid.to_str()) else {
            continue;
        };
        // Numbers begin anew at the largest id, so a child's may be the smaller one.
        let place = (pid != own.trim(), pid.to_owned());
        let text = fs::read_to_string(&path).unwrap();
        let calls = text.lines().filter(|line| !line.starts_with(['+', '-']));
        files.insert(place, calls.map(as_chapters_write_it).collect());
    }
    files.into_values().collect()
}

/// strace's way to write a call, in ours.
pub fn as_chapters_write_it(line: &str) -> String {
    static REPLACEMENTS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        [
            (r"\s+= ", " = "),
            (r"IPC_64\|", ""),
            (r"\b\|\b", " | "),
            (r", 000\)", ", 0)"),
            (r"IPC_STAT, (\{.*\}|0x[0-9a-f]+)\)", "IPC_STAT, &buf)"),
            (r"SEM_UNDO \| IPC_NOWAIT", "IPC_NOWAIT | SEM_UNDO"),
            (r"\{sem_num=(\d+), sem_op=(-?\d+), sem_flg=([\w| ]+)\}", "{$1, $2, $3}"),
            (r"^semtimedop(\(.*), NULL\)", "semop$1)"),
            (r"^semop\((\d+), \[(\{[^{}]*\})\], 1\)", "semop($1, $2, 1)"),
            (r"^semop\((\d+), \[(\{.*\})\], (\d+)\)", "semop($1, {$2}, $3)"),
            (r"^semtimedop\((\d+), \[(\{[^{}]*\})\], 1, \{tv_sec=(\d+), tv_nsec=(\d+)\}\)", "semtimedop($1, $2, 1, {$3, $4})"),
            (r"\(The time is over\)", "(Resource temporarily unavailable)"),
            (r"^semctl\((\d+), (\d+), (\w+), \[?\w+\]?\)", "semctl($1, $2, $3)"),
            // The key as a number, without the leading zeros that ours has.
            (r"^shmget\(0x0*", "shmget(0x"),
        ]
        .map(|(from, to)| (Regex::new(from).unwrap(), to))
        .into()
    });
    REPLACEMENTS
        .iter()
        .fold(line.trim().to_owned(), |line, (from, to)| {
            from.replace_all(&line, *to).into_owned()
        })
}

#[test]
fn strace_is_what_the_name_says() {
    // The tests above would all pass if strace saw nothing.
    if !has("strace", "-V") {
        return;
    }
    let mut command = Command::new("strace");
    let ran = run(command.args(["-f", "-e", "trace=shmget", chapter(1)])).expect_code(0);
    assert!(ran.stderr.matches("shmget(").count() >= 6, "{}", ran.stderr);
}
