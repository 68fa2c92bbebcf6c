//! A machine that has much else to do takes nothing from a program's time limit.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;

use crate::support::{Compiled, SOLUTIONS, check};

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

/// This thread and what it starts have one core from now on.
fn take_one_core() {
    let all = sched_getaffinity(Pid::from_raw(0)).unwrap();
    let first = (0..CpuSet::count()).find(|core| all.is_set(*core).unwrap());
    let mut one = CpuSet::new();
    one.set(first.unwrap()).unwrap();
    sched_setaffinity(Pid::from_raw(0), &one).unwrap();
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
    take_one_core();
    let compiled = Compiled::from(COMPUTES, true);
    let _neighbours = Neighbours::new(3);
    let begun = Instant::now();
    let program = format!("'{}' '{}'", compiled.program(), SOLUTIONS[0]);
    let more = ["--time-limit", "2", "--only", "lab1.created"];
    let report = check(1, &program, &more);
    assert_eq!(report["passed"], true, "{report:#}");
    // Without neighbours that get their share, this would have shown nothing.
    assert!(begun.elapsed() > Duration::from_secs(2));
}
