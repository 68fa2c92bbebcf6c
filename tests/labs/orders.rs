//! Lab 7 by all orders: what a failure shows, and right programs that are unlike others.

use std::fs;
use std::process::Command;

use rstest::rstest;

use crate::outside::not_checked::{has, left_to_ci};
use crate::outside::repeat::here_or_in_ci;
use crate::support::{Compiled, assert_passes, c_source, check, package, saw, text};

/// The C solution, with its lines, built by these words.
fn built(source: &str, words: &[&str]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let (file, path) = (folder.path().join("lab7.c"), folder.path().join("lab7"));
    fs::write(&file, source).unwrap();
    let mut command = Command::new("cc");
    command
        .args(["-std=c11", "-g", "-w", "-o"])
        .args([&path, &file]);
    let output = command.args(words).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let path = path.to_str().unwrap().to_string();
    (folder, path)
}

/// What the first check that fails shows of this program.
fn shown(source: &str, id: &str) -> String {
    let (_folder, program) = built(source, &[]);
    let report = check(7, &program, &["--only", id]);
    assert_eq!(report["passed"], false, "{report:#}");
    saw(&report, 0)
}

/// Line numbers of these lines of a source.
fn line_of(source: &str, what: &str) -> String {
    let index = source.lines().position(|line| line.contains(what)).unwrap();
    format!("lab7.c:{}", index + 1)
}

#[test]
#[cfg(target_arch = "x86_64")]
fn a_program_without_a_lock_is_shown_its_own_lost_update() {
    let source = c_source(7);
    let without = source.replace("        change(-1);\n", "");
    let without = without.replace("        change(+1);\n", "");
    let shown = shown(&without, "lab7.exact");
    assert!(shown.contains("of two workers with N = 1 fails"), "{shown}");
    let loads: Vec<&str> = shown
        .lines()
        .filter(|line| line.contains("load "))
        .collect();
    let stores: Vec<&str> = shown
        .lines()
        .filter(|line| line.contains("store "))
        .collect();
    assert_eq!((loads.len(), stores.len()), (3, 2), "{shown}");
    // Both load the same, in two columns, and both store the same.
    let value = |line: &str| line.split_whitespace().nth(1).unwrap().to_string();
    let column = |line: &str| line.find(|c: char| c != ' ').unwrap();
    assert_eq!(value(loads[0]), value(loads[1]));
    assert_eq!(value(stores[0]), value(stores[1]));
    assert_ne!(column(loads[0]), column(loads[1]));
    let (load, store) = ("value = *counter;", "*counter = value + 1;");
    assert!(loads[0].ends_with(&line_of(&without, load)), "{shown}");
    assert!(stores[0].ends_with(&line_of(&without, store)), "{shown}");
}

#[test]
#[cfg(target_arch = "x86_64")]
fn a_wait_that_a_signal_ends_is_shown() {
    let source = c_source(7).replace("while (semop", "if (semop");
    let shown = shown(&source, "lab7.interrupted");
    assert!(
        shown.contains("a signal has ended a wait in semop"),
        "{shown}"
    );
    assert!(shown.contains("EINTR"), "{shown}");
}

/// How long a run takes by the clock does not decide what is tried: the same wrong program, on a machine
/// that lets it wait.
#[test]
#[cfg(target_arch = "x86_64")]
fn a_wait_that_a_signal_ends_is_shown_of_a_program_that_starts_late() {
    let source = c_source(7).replace("while (semop", "if (semop");
    let late = "int main(int argc, char **argv)\n{\n    poll(NULL, 0, 2000);\n";
    let source = source.replace("int main(int argc, char **argv)\n{\n", late);
    let source = source.replacen(
        "#include <stdio.h>",
        "#include <poll.h>\n#include <stdio.h>",
        1,
    );
    assert!(source.contains("poll("));
    let shown = shown(&source, "lab7.interrupted");
    assert!(shown.contains("a signal has ended a wait"), "{shown}");
}

#[test]
#[cfg(target_arch = "x86_64")]
fn a_kill_inside_is_shown() {
    let source = c_source(7).replace("by, SEM_UNDO}", "by, 0}");
    let shown = shown(&source, "lab7.killed-worker");
    assert!(shown.contains("a worker was killed before its"), "{shown}");
    assert!(shown.contains("SIGKILL"), "{shown}");
}

/// Linked whole, and with threads that come and go before the work.
#[rstest]
#[case(&["-static"])]
#[case(&["-O3", "-fno-omit-frame-pointer"])]
#[case(&["-pthread", "-fsanitize=thread"])]
fn a_right_program_of_any_build_passes(#[case] words: &[&str]) {
    let (_folder, program) = built(&c_source(7), words);
    for _ in 0..here_or_in_ci(1, 20) {
        assert_passes(7, &program, &[]);
    }
}

/// Their start takes a hundred times as long, and most of their calls and threads are not the author's. Here
/// Python has its turn in `languages.rs`.
#[rstest]
#[case("python3", "lab7.py")]
#[case("perl", "lab7.pl")]
fn a_right_program_in_a_scripting_language_passes(
    #[case] language: &str,
    #[case] file: &str,
) {
    if left_to_ci(language == "python3") || !has(language, "--version") {
        return;
    }
    let script = package().join("tests/labs/scripts").join(file);
    assert_passes(7, &format!("{language} '{}'", script.display()), &[]);
}

/// A thread that does nothing but sleep, in the worker that counts.
#[test]
fn a_right_program_with_a_thread_that_sleeps_and_looks_again_passes() {
    let thread = "static void *looks(void *nothing)
        { for (;;) usleep(1000); return nothing; }
        static void work(volatile uint64_t *counter, long n)
        {
            pthread_t thread;
            pthread_create(&thread, NULL, looks, NULL);";
    let old = "static void work(volatile uint64_t *counter, long n)\n{";
    let source = c_source(7).replace(old, thread);
    assert!(source.contains("pthread_create"));
    let source = source.replacen(
        "#include <stdio.h>",
        "#include <pthread.h>\n#include <stdio.h>",
        1,
    );
    assert_passes(7, Compiled::from(&source, true).program(), &[]);
}
