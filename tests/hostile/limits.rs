//! Programs that want more than any right one does: output, processes, memory, room on the disk.

use rstest::rstest;

use crate::outside::repeat::here_or_in_ci;
use crate::seen::{check, folder, runs, some_seconds};
use crate::support::{self, Compiled, ids, saw, script};
use crate::weather;

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

#[test]
fn a_program_that_multiplies_without_end_is_stopped() {
    let folder = folder();
    let mark = some_seconds();
    // Each starts another one and lives on, so the number grows one by one.
    let lines = format!("\"$0\" {mark} &\nsleep {mark}");
    let program = script(&folder, "bomb", &lines);
    let _storm = weather::wait_for(true);
    let report = support::check(
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

/// In CI ten gibibytes of one process; here forty processes share a fortieth of that, and it counts as theirs
/// all the same.
#[test]
fn nobody_gets_ten_gibibytes() {
    let (mebibytes, processes) = here_or_in_ci((256, 40), (10 << 10, 1));
    // By pages of 2 MiB, where there are such: the kernel clears them faster.
    let source = "#define _DEFAULT_SOURCE\n#include <stdio.h>\n#include <sys/mman.h>\n#include <unistd.h>\n
        int main(void) {
            char *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            if (memory == MAP_FAILED) { puts(\"no memory\"); return 3; }
            madvise(memory, SIZE, MADV_HUGEPAGE);
            volatile char *pages = memory;
            for (size_t i = 0; i < SIZE; i += 4096) pages[i] = 1;
            for (int i = 1; i < PROCESSES && fork() != 0; i++) ;
            if (PROCESSES > 1) for (;;) pause();
            return 1;
        }";
    let source = source
        .replace("SIZE", &format!("({mebibytes}UL << 20)"))
        .replace("PROCESSES", &processes.to_string());
    let compiled = Compiled::from(&source, false);
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
