//! Each call that a chapter makes, in its turn: it fails, or it is the last one.

use std::fs;
use std::sync::OnceLock;

use super::trace::traces;
use super::{CALLS, LEFT, SEMOP, few_rounds, traced};
use crate::support::repeat::here_or_in_ci;
use crate::support::{chapter, room, run};
use rstest::rstest;
use tempfile::TempDir;

/// A call, and how often a process makes it, at the most.
type Calls = Vec<(&'static str, usize)>;

/// The calls of a chapter, counted once for all tests here.
fn most_calls(number: usize) -> Option<&'static Calls> {
    static COUNTED: [OnceLock<Option<Calls>>; 8] = [const { OnceLock::new() }; 8];
    COUNTED[number - 1]
        .get_or_init(|| count_calls(number))
        .as_ref()
}

/// Of all its processes, the one that makes a call most often; a loop counts as three.
fn count_calls(number: usize) -> Option<Calls> {
    let folder = TempDir::new().unwrap();
    let flags = format!("-ff -e trace={}", CALLS.join(","));
    traced(number, &[&flags], &folder)?.expect_code(0);
    let traces = traces(&folder);
    let most = CALLS.map(|name| {
        let shown = if name == SEMOP { "semop" } else { name };
        let head = format!("{shown}(");
        let count = |calls: &Vec<String>| {
            calls.iter().filter(|call| call.starts_with(&head)).count()
        };
        let times = traces.iter().map(count).max().unwrap_or(0);
        // What a loop calls the fourth time is what it called the third.
        (name, if times > 20 { 3 } else { times })
    });
    Some(most.into())
}

/// In CI each of so many calls; here the first and the last.
fn looked_at(times: usize) -> impl Iterator<Item = usize> {
    let all = here_or_in_ci(false, true);
    (1..=times).filter(move |nth| all || *nth == 1 || *nth == times)
}

#[rstest]
fn any_call_may_fail(
    #[values(1, 2, 3, 4, 5, 6, 7, 8)] number: usize,
    #[values("EACCES", "ENOMEM")] errno: &str,
) {
    let Some(calls) = most_calls(number) else {
        return;
    };
    for &(name, times) in calls {
        for nth in looked_at(times) {
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

#[rstest]
fn a_run_killed_at_any_call_blocks_no_later_run(
    #[values(1, 2, 3, 4, 5, 6, 7, 8)] number: usize,
) {
    let Some(calls) = most_calls(number) else {
        return;
    };
    for &(name, times) in calls {
        for nth in looked_at(times) {
            // Without the filter in the kernel: at a stop of that kind, a signal is lost.
            let script = "strace -qq -f -o /dev/null -e trace=$1 -e inject=$1:signal=KILL:when=$2 \
                          \"$3\" $4 >/dev/null 2>&1; echo $?; exec \"$3\" $4";
            let nth = nth.to_string();
            let arguments = [name, &nth, chapter(number), few_rounds(number)];
            let Some(mut command) = room(script, &arguments) else {
                return;
            };
            let ran = run(&mut command);
            // It may make one call fewer this time, as above.
            let killed = !ran.stdout.starts_with("0\n");
            assert!(killed || name == "semctl", "{name} number {nth}: {ran:?}");
            assert_eq!(ran.code, Some(0), "killed at {name} number {nth}: {ran:?}");
        }
    }
}
