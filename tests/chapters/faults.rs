//! What a chapter prints about a call is what it called; and whatever call fails, or is the
//! last one, the chapter says so, removes what it created, and blocks no later run.
//!
//! strace watches and injects. Each run has an IPC namespace of its own.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use crate::support::fold::unfold;
use crate::support::{Ran, chapter, has, missing, room, run};
use regex::Regex;
use rstest::rstest;
use tempfile::TempDir;

const CALLS: [&str; 7] = [
    "shmget",
    "shmat",
    "shmdt",
    "shmctl",
    "semget",
    "semtimedop",
    "semctl",
];

/// What is left in the namespace goes to stdout, behind this line.
const LEFT: &str = "--- left behind ---\n";

/// Runs a chapter under strace, then lists what is left. The chapter's process tells its id.
fn traced(number: usize, strace: &[&str], folder: &TempDir) -> Option<Ran> {
    if !has("strace", "-V") {
        return None;
    }
    let script = format!(
        "strace -qq -o \"$1/trace\" {} sh -c 'echo $$ >\"$0/own\"; exec \"$@\"' \"$1\" \"$2\" {}; code=$?; \
         printf -- '{LEFT}'; tail -n +2 -q /proc/sysvipc/shm /proc/sysvipc/sem; exit $code",
        strace.join(" "),
        few_rounds(number),
    );
    let folder = folder.path().to_str().unwrap();
    Some(run(&mut room(&script, &[folder, chapter(number)])?))
}

/// Fewer than by default, since strace stops at each call; more than make a loop.
fn few_rounds(number: usize) -> &'static str {
    if number == 6 || number == 7 {
        "--increments 30"
    } else {
        ""
    }
}

/// The traced calls of each process: of the chapter's own, then of its children.
fn traces(folder: &TempDir) -> Vec<Vec<String>> {
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
fn as_chapters_write_it(line: &str) -> String {
    static REPLACEMENTS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        [
            (r"\s+= ", " = "),
            (r"IPC_64\|", ""),
            (r"\b\|\b", " | "),
            (r", 000\)", ", 0)"),
            (r"IPC_STAT, (\{.*\}|0x[0-9a-f]+)\)", "IPC_STAT, &buf)"),
            (r"^semtimedop\((\d+), \[\{sem_num=0, sem_op=(-?\d+), sem_flg=(\w+)\}\], 1, NULL\)", "semop($1, {0, $2, $3}, 1)"),
            (r"^semctl\((\d+), 0, (\w+), \[?\w+\]?\)", "semctl($1, 0, $2)"),
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

/// The calls that were printed: without a label, and with any label.
fn printed(stdout: &str) -> (Vec<String>, Vec<String>) {
    let call = Regex::new(r"^   (\[\w+\] )?((?:shm|sem)\w+\(.*\) = .*)$").unwrap();
    let (mut own, mut childrens) = (Vec::new(), Vec::new());
    let stdout = unfold(stdout);
    for found in stdout.lines().filter_map(|line| call.captures(line)) {
        let list = if found.get(1).is_none() {
            &mut own
        } else {
            &mut childrens
        };
        list.push(as_chapters_write_it(&found[2]));
    }
    (own, childrens)
}

fn is_polled(call: &str) -> bool {
    call.contains("GETNCNT")
}

#[rstest]
fn what_it_prints_is_what_it_called(#[values(1, 2, 3, 4, 5, 6, 7)] number: usize) {
    let folder = TempDir::new().unwrap();
    let flags = format!("-ff -e trace={}", CALLS.join(","));
    let Some(ran) = traced(number, &[&flags], &folder) else {
        return;
    };
    let stdout = ran.expect_code(0).stdout;
    assert!(stdout.ends_with(LEFT), "{stdout}");

    let mut called = traces(&folder);
    let (own, childrens) = printed(&stdout);
    let mut own_called = called.remove(0);
    // How often it has to ask whether somebody waits, only the scheduler knows.
    let (asked, own): (Vec<_>, Vec<_>) =
        own.into_iter().partition(|call| is_polled(call));
    assert!(asked.iter().all(|call| own_called.contains(call)));
    own_called.retain(|call| !is_polled(call));
    assert_eq!(own, own_called);

    let mut called = called.concat();
    assert!(number == 5 || !childrens.is_empty(), "{stdout}");
    for call in childrens {
        let place = called.iter().position(|other| *other == call);
        called
            .remove(place.unwrap_or_else(|| panic!("printed, but never called: {call}")));
    }
    // Chapter 7 says that it shows the first round of each worker's loop.
    called.retain(|call| !call.starts_with("semop("));
    assert_eq!(called, [""; 0], "called, but not printed");
}

/// How often each process made each call, at the most; a loop counts as three.
fn most_calls(number: usize) -> Option<Vec<(&'static str, usize)>> {
    let folder = TempDir::new().unwrap();
    let flags = format!("-ff -e trace={}", CALLS.join(","));
    traced(number, &[&flags], &folder)?.expect_code(0);
    let mut most = Vec::new();
    for name in CALLS {
        let shown = if name == "semtimedop" { "semop" } else { name };
        let count = |calls: &Vec<String>| {
            calls
                .iter()
                .filter(|c| c.starts_with(&format!("{shown}(")))
                .count()
        };
        let times = traces(&folder).iter().map(count).max().unwrap_or(0);
        // What a loop calls the fourth time is what it called the third.
        most.push((name, if times > 20 { 3 } else { times }));
    }
    Some(most)
}

#[rstest]
fn any_call_may_fail(
    #[values(1, 2, 3, 4, 5, 6, 7)] number: usize,
    #[values("EACCES", "ENOMEM")] errno: &str,
) {
    let Some(calls) = most_calls(number) else {
        return;
    };
    for (name, times) in calls {
        for nth in 1..=times {
            let folder = TempDir::new().unwrap();
            let inject =
                format!("-f -e trace={name} -e inject={name}:error={errno}:when={nth}");
            let Some(ran) = traced(number, &[&inject], &folder) else {
                return;
            };
            let trace = fs::read_to_string(folder.path().join("trace")).unwrap();
            if !trace.contains("(INJECTED)") {
                // This time there were fewer calls: see `is_polled`.
                assert_eq!((name, ran.code), ("semctl", Some(0)), "{ran:?}");
                continue;
            }
            let context = format!("{name} fails the {nth}th time");
            assert_eq!(ran.code, Some(1), "{context}: {ran:?}");
            assert!(ran.stdout.ends_with(LEFT), "{context}: {ran:?}");
            let symbol = format!(": {errno}: ");
            let error = ran
                .stderr
                .lines()
                .any(|l| l.starts_with("error: ") && l.contains(&symbol));
            assert!(
                error && ran.stderr.contains("\nhelp: "),
                "{context}: {ran:?}"
            );
            assert!(!ran.stderr.contains("panicked"), "{context}: {ran:?}");
        }
    }
}

/// Where the way out of an error fails as well, both are told.
#[rstest]
#[case::segment(4, "shmctl:error=EPERM:when=2+", "IPC_STAT", "segment 0", "ipcrm -m 0")]
#[case::semaphore(
    7,
    "semctl,semtimedop:error=EPERM:when=1+",
    "semop(",
    "semaphore 0",
    "ipcrm -s 0"
)]
fn a_removal_that_fails_on_the_way_out_is_reported(
    #[case] number: usize,
    #[case] inject: &str,
    #[case] call: &str,
    #[case] left: &str,
    #[case] help: &str,
) {
    let folder = TempDir::new().unwrap();
    let inject = format!("-f -e trace=%ipc -e inject={inject}");
    let Some(ran) = traced(number, &[&inject], &folder) else {
        return;
    };
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let first = ran.stderr.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("error: ") && first.contains(call),
        "{ran:?}"
    );
    let also = format!(
        "also: {left} could not be removed: EPERM: Operation not permitted\nhelp: {help}\n"
    );
    assert!(ran.stderr.ends_with(&also), "{ran:?}");
    let (_, rest) = ran.stdout.split_once(LEFT).unwrap();
    assert_eq!(rest.lines().count(), 1, "that one, and no other: {ran:?}");
}

#[test]
fn a_detach_that_finds_nothing_is_not_explained_by_segments() {
    let folder = TempDir::new().unwrap();
    let inject = "-f -e trace=shmdt -e inject=shmdt:error=EINVAL:when=1";
    let Some(ran) = traced(4, &[inject], &folder) else {
        return;
    };
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let help = "help: nothing is attached at this address any more: something else has unmapped it \
                (see man 2 shmop)\n";
    assert!(ran.stderr.ends_with(help), "{ran:?}");
}

#[test]
fn an_attachment_that_is_never_detached_is_reported() {
    let folder = TempDir::new().unwrap();
    // The neighbour's only shmdt is the drop at its end.
    let inject = "-f -e trace=shmdt -e inject=shmdt:error=EACCES:when=1+";
    let Some(ran) = traced(2, &[inject], &folder) else {
        return;
    };
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let told = Regex::new(
        r"(?m)^error: the attachment at 0x[0-9a-f]+ could not be detached: EACCES: Permission denied
help: nothing to do: the end of the process has detached it$",
    );
    assert!(told.unwrap().is_match(&ran.stderr), "{ran:?}");
}

#[rstest]
fn a_kernel_without_system_v_ipc_gets_a_sentence_of_its_own(
    #[values(1, 2, 3, 4, 5, 6, 7)] number: usize,
) {
    let folder = TempDir::new().unwrap();
    let calls = CALLS.join(",");
    let inject = format!("-f -e trace={calls} -e inject={calls}:error=ENOSYS");
    let Some(ran) = traced(number, &[&inject], &folder) else {
        return;
    };
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("ENOSYS: Function not implemented"),
        "{ran:?}"
    );
    assert!(
        ran.stderr
            .contains("help: this kernel was built without System V IPC"),
        "{ran:?}"
    );
}

#[test]
fn an_interrupted_semop_is_tried_again() {
    let folder = TempDir::new().unwrap();
    let inject = "-f -e trace=semtimedop -e inject=semtimedop:error=EINTR:when=1+3";
    let Some(ran) = traced(7, &[inject], &folder) else {
        return;
    };
    let ran = ran.expect_code(0);
    assert!(
        ran.stdout.contains("\nexpected 60, counted 60, lost 0\n"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("= -1 EINTR (Interrupted system call)"),
        "{}",
        ran.stdout
    );
}

#[rstest]
fn a_run_killed_at_any_call_blocks_no_later_run(
    #[values(1, 2, 3, 4, 5, 6, 7)] number: usize,
) {
    let Some(calls) = most_calls(number) else {
        return;
    };
    for (name, times) in calls {
        for nth in 1..=times {
            let script = "strace -qq -f -o /dev/null -e trace=$1 -e inject=$1:signal=KILL:when=$2 \
                          \"$3\" $4 >/dev/null 2>&1; \"$3\" $4";
            let nth = nth.to_string();
            let arguments = [name, &nth, chapter(number), few_rounds(number)];
            let Some(mut command) = room(script, &arguments) else {
                return;
            };
            let ran = run(&mut command);
            assert_eq!(ran.code, Some(0), "killed at {name} number {nth}: {ran:?}");
        }
    }
}

#[rstest]
#[case(
    "shmmni",
    "1",
    "ENOSPC: No space left on device",
    "a limit is reached, of segments (SHMMNI)"
)]
#[case(
    "shmmax",
    "512",
    "EINVAL: Invalid argument",
    "at most what the limit SHMMAX says"
)]
fn a_limit_of_the_system_is_named(
    #[case] limit: &str,
    #[case] value: &str,
    #[case] error: &str,
    #[case] help: &str,
) {
    let script = "echo $2 > /proc/sys/kernel/$1 || exec echo read-only; \"$3\"; cat /proc/sysvipc/shm | grep -vc key";
    let Some(mut command) = room(script, &[limit, value, chapter(1)]) else {
        return;
    };
    if !nix::unistd::geteuid().is_root() {
        eprintln!("NOT CHECKED: {limit}: only root can change a limit");
        return;
    }
    let ran = run(&mut command);
    if ran.stdout == "read-only\n" {
        missing("/proc/sys", &ran.stderr);
        return;
    }
    assert!(
        ran.stderr.contains(error) && ran.stderr.contains(help),
        "{ran:?}"
    );
    assert!(
        ran.stdout.ends_with("\n0\n") || ran.stdout == "0\n",
        "{ran:?}"
    );
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
