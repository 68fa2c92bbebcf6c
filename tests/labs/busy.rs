//! A machine that has much else to do takes nothing from a program's time limit.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::support::{Compiled, SOLUTIONS, check, stay_on_one_core, word};

/// Processes that compute until this is dropped.
struct Neighbours(Vec<Child>);

impl Neighbours {
    fn new(count: usize) -> Self {
        let spin = || {
            Command::new("sh")
                .args(["-c", "while :; do :; done"])
                .spawn()
        };
        Self((0..count).map(|_| spin().unwrap()).collect())
    }
}

impl Drop for Neighbours {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Computes for a second, by its own clock, and becomes the program that its arguments name.
const COMPUTES: &str = "#define _GNU_SOURCE
    #include <time.h>
    #include <unistd.h>
    int main(int argc, char **argv)
    {
        struct timespec had;
        do
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &had);
        while (had.tv_sec < 1);
        execv(argv[1], argv + 1);
        return argc;
    }";

/// Beside three others on one core, it takes four seconds.
#[test]
fn a_limit_counts_the_programs_own_time() {
    stay_on_one_core();
    let compiled = Compiled::from(COMPUTES, true);
    let _neighbours = Neighbours::new(3);
    let begun = Instant::now();
    let program = format!("{} {}", word(compiled.program()), word(SOLUTIONS[0]));
    let more = ["--time-limit", "2", "--only", "lab1.created"];
    let report = check(1, &program, &more);
    assert_eq!(report["passed"], true, "{report:#}");
    // Without neighbours that get their share, this would have shown nothing.
    assert!(begun.elapsed() > Duration::from_secs(2));
}
