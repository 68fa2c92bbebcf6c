//! The reference page: each errno in it is produced by the command beside it.

use std::fs;
use std::process::Command;
use std::thread;

use crate::c_listings::{Compiled, compiled};
use crate::support::not_checked::note;
use crate::support::{chapter, has, missing, room, run};

fn refusals() -> Option<Compiled> {
    let compiled = compiled(&[])?;
    let sources = fs::read_dir("tests/c/refusals").unwrap();
    let sources = sources.map(|entry| entry.unwrap().path());
    let sources: Vec<_> = sources
        .filter(|path| path.extension().is_some_and(|x| x == "c"))
        .collect();
    compiled.compile("refusals", &sources);
    Some(compiled)
}

fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

#[test]
fn every_refusal_is_refused_as_its_name_says() {
    let Some(compiled) = refusals() else { return };
    if room("true", &[]).is_none() {
        return;
    }
    let ran = run(&mut Command::new(compiled.program("refusals")));
    if is_root() && has_two_processors() {
        snapshot!("refusals", ran.expect_code(0).stdout.trim_end());
        return;
    }
    // What takes a second user or a second processor cannot be had, the others can.
    note("some refusals", "they take root, and two processors");
    let out_of_reach =
        [is_root(), has_two_processors()].map(|had| if had { 0 } else { 3 });
    let recorded = fs::read_to_string("tests/snapshots/refusals.snap").unwrap();
    let missing = recorded
        .lines()
        .skip(3)
        .filter(|line| !ran.stdout.contains(line));
    assert_eq!(missing.count(), out_of_reach.iter().sum(), "{ran:?}");
}

fn has_two_processors() -> bool {
    thread::available_parallelism().is_ok_and(|processors| processors.get() > 1)
}

/// The commands of the reference page, each in its row with the errno that it shall produce.
#[test]
fn every_command_of_the_reference_page_produces_its_errno() {
    let page = fs::read_to_string("book/src/reference.md").unwrap();
    let mut call = "";
    let mut rows = 0;
    let Some(compiled) = refusals() else { return };
    let traces = has("strace", "--version");
    for line in page.lines() {
        let heading = line.strip_prefix("## ");
        call = heading.and_then(|h| h.split(' ').next()).unwrap_or(call);
        let Some((errno, command)) = row(line) else {
            continue;
        };
        rows += 1;
        if let Some(arguments) = command.strip_prefix("./refusals ") {
            assert_eq!(arguments, format!("{call} {errno}"), "{line}");
            produces(&compiled, arguments, errno);
        } else if traces {
            injects(command, errno);
        }
    }
    assert!(rows > 40, "only {rows} rows with commands");
}

/// The errno and the command of a row of an errno table.
fn row(line: &str) -> Option<(&str, &str)> {
    let errno = line.strip_prefix("| `E")?.split('`').next()?;
    let start = line.len() - line.strip_prefix("| `")?.len();
    let command = line.strip_suffix("` |")?.rsplit('`').next()?;
    Some((&line[start..start + errno.len() + 1], command))
}

fn produces(compiled: &Compiled, arguments: &str, errno: &str) {
    let mut command = Command::new(compiled.program("refusals"));
    let ran = run(command.args(arguments.split(' ')));
    if ran.code == Some(2) && !(is_root() && has_two_processors()) {
        note(arguments, ran.stderr.trim());
        return;
    }
    let expected = format!(" = -1 {errno} (");
    assert!(
        ran.code == Some(0) && ran.stdout.contains(&expected),
        "{ran:?}"
    );
}

fn injects(command: &str, errno: &str) {
    let (before, program) = command.split_once("target/debug/chapter").unwrap();
    let program = chapter(program.parse().unwrap());
    let left = "tail -qn +2 /proc/sysvipc/shm /proc/sysvipc/sem | sed 's/^/left: /'";
    let Some(mut command) = room(&format!("{before} \"$1\"; {left}"), &[program]) else {
        return;
    };
    let ran = run(&mut command);
    assert!(!ran.stdout.contains("left: "), "{ran:?}");
    let shown = ran.stderr.lines().any(|line| {
        line.starts_with("error: ") && line.contains(&format!(": {errno}: "))
    });
    if !shown && ran.stderr.contains("ptrace") {
        missing("strace", "this system does not let it trace");
        return;
    }
    assert!(shown, "{ran:?}");
}
