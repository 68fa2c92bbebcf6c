//! Programs that are right, and starters, which are not yet.

use std::fs;
use std::process::Command;

use rstest::rstest;
use serde_json::Value;

use crate::outside;
use crate::outside::not_checked::left_to_ci;
use crate::outside::repeat::{here_or_in_ci, in_ci};
use crate::support::{
    Compiled, FOLDERS, SOLUTIONS, STARTERS, assert_passes, c_source, check, checker, ids,
    package, python, text, word,
};

/// Runs that a right program must pass without a single failure. They meet other scheduling
/// each time.
#[rstest]
fn each_solution_passes_again_and_again(#[values(1, 2, 3, 4, 5, 6, 7, 8)] lab: usize) {
    // Lab 8 takes as long as several others, and holds every worker at each step: its order is forced. Lab 5
    // kills for two seconds in each.
    let times = if [5, 8].contains(&lab) { 8 } else { 20 };
    for _ in 0..here_or_in_ci(1, times) {
        assert_passes(lab, &word(SOLUTIONS[lab - 1]), &[]);
    }
}

/// Here each second lab: the others are solved in C by the tasks of their starters, in `languages.rs`.
#[rstest]
fn each_solution_in_c_passes(#[values(1, 2, 3, 4, 5, 6, 7, 8)] lab: usize) {
    if left_to_ci(lab % 2 == 1) {
        return;
    }
    let compiled = Compiled::from(&c_source(lab), true);
    assert_passes(lab, compiled.program(), &[]);
}

/// It calls the C library by `ctypes`. Here lab 7 does, in `languages.rs`.
#[test]
fn a_solution_in_python_passes() {
    if left_to_ci(true) || !outside::has("python3", "--version") {
        return;
    }
    let source = package().join("tests/labs/python/lab8.py");
    let program = format!("'{}' '{}'", python(), source.display());
    assert_passes(8, &program, &[]);
}

/// Both permits in one call, as only System V has it; and a mark of the end in the ring, in place of a
/// permit for no item.
#[rstest]
#[case::two_in_one_call(&[
    ("    change(EMPTY, -1, 0);\n    change(MUTEX, -1, SEM_UNDO);", "    both(EMPTY, -1);"),
    ("    change(FULL, -1, 0);\n    change(MUTEX, -1, SEM_UNDO);", "    both(FULL, -1);"),
    ("    change(MUTEX, +1, SEM_UNDO);\n    change(FULL, +1, 0);\n}", "    both(FULL, +1);\n}"),
    ("static void put(", "static void both(unsigned short member, short by)
{
    struct sembuf operations[] = {{member, by, 0}, {MUTEX, by, SEM_UNDO}};
    while (semop(semid, operations, 2) == -1)
        if (errno != EINTR)
            fail(\"semop\");
}

static void put("),
])]
#[case::a_mark_of_the_end(&[
    ("    change(FULL, +1, 0);  /* for no item: this is the end */", "    put(UINT64_MAX);"),
    ("    change(EMPTY, -1, 0); /* as for an item, so that full never exceeds SLOTS */\n", ""),
    ("int found = n < *tail;", "int found = ring[n % slots] != UINT64_MAX;"),
])]
#[case::an_end_without_a_slot(&[
    ("    change(EMPTY, -1, 0); /* as for an item, so that full never exceeds SLOTS */\n", ""),
])]
#[case::an_end_for_each_consumer(&[
    ("    change(EMPTY, -1, 0); /* as", "    for (long c = 0; c < consumers; c++) {\n    change(EMPTY, -1, 0); /* as"),
    ("this is the end */", "this is the end */ }"),
    ("change(found ? EMPTY : FULL, +1, 0)", "change(EMPTY, +1, 0)"),
])]
#[case::no_call_of_the_library(&[
    ("semop(semid, &operation, 1)", "syscall(SYS_semtimedop, semid, &operation, 1L, NULL)"),
    ("#include <unistd.h>", "#include <unistd.h>\n#include <sys/syscall.h>"),
])]
fn other_right_ways_to_solve_lab_8_pass(#[case] changes: &[(&str, &str)]) {
    let mut source = c_source(8);
    for (old, new) in changes {
        assert_eq!(source.matches(old).count(), 1, "{old}");
        source = source.replace(old, new);
    }
    assert_passes(8, Compiled::from(&source, true).program(), &[]);
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
    assert!(untouched || !in_ci(), "lab {lab} differs from its starter");
    untouched
}

#[rstest]
fn each_starter_fails_and_says_what_to_do_first(
    #[values(1, 2, 3, 4, 5, 6, 7, 8)] lab: usize,
) {
    if !is_untouched(lab) {
        return;
    }
    let program = word(STARTERS[lab - 1]);
    let output = checker(&["check", &lab.to_string(), "--program", &program]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("This first failure is expected"), "{said}");
    let first = format!("Do this first, at chapters/{}/lab.rs:", FOLDERS[lab - 1]);
    assert!(said.contains(&first), "{said}");
    let report = check(lab, &program, &[]);
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

/// Sanitizers reserve terabytes of addresses, and watch a program from the inside.
#[rstest]
fn what_a_sanitizer_watches_passes(
    #[values("address", "thread", "undefined")] sanitizer: &str,
) {
    // Here the quickest lab: lab 7 meets the heaviest of the three in `orders.rs`.
    for lab in here_or_in_ci(&[1][..], &[1, 3, 7, 8]) {
        let folder = tempfile::tempdir().unwrap();
        let (file, path) = (folder.path().join("lab.c"), folder.path().join("lab"));
        fs::write(&file, c_source(*lab)).unwrap();
        let flag = format!("-fsanitize={sanitizer}");
        let built = Command::new("cc")
            .args(["-std=c11", "-g", "-pthread", &flag, "-o"])
            .args([&path, &file])
            .status()
            .unwrap();
        assert!(built.success());
        assert_passes(*lab, path.to_str().unwrap(), &[]);
    }
}
