//! What the witness costs: for each access and each call that it sees, and as the processes get more.
//!
//!     cargo bench --features bench,checker --bench witness
//!     cargo bench --features bench,checker --bench witness -- none     # the table only
//!     cargo bench --features bench,checker --bench witness -- --test   # each once: is it correct?
//!
//! `cargo lab races` watches `tests/witness/c/cost.c`. Criterion times whole runs. The table at the end takes from
//! each the time of a run that accesses nothing, made just before it. It counts the time on processors, which other
//! programs on the machine prolong less.

#![allow(clippy::unwrap_used, reason = "what fails here ends the benchmark")]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use tempfile::TempDir;

const KINDS: [&str; 4] = ["load", "store", "update", "call"];
const PROCESSES: [u64; 4] = [1, 2, 4, 8];
/// By all processes together.
const TIMES: u64 = 8_000;
const TURNS: usize = 5;

fn main() {
    if !cfg!(target_arch = "x86_64") {
        println!("The witness is not here.");
        return;
    }
    let folder = TempDir::new().unwrap();
    let program = folder.path().join("cost");
    compile(&program);
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .configure_from_args();
    for kind in KINDS {
        let mut group = criterion.benchmark_group(format!("witness-{kind}"));
        group.throughput(Throughput::Elements(TIMES));
        for processes in PROCESSES {
            let id = BenchmarkId::from_parameter(processes);
            group.bench_function(id, |b| {
                b.iter(|| watch(&program, kind, processes, TIMES));
            });
        }
        group.finish();
    }
    criterion.final_summary();
    if !std::env::args().any(|word| word == "--test") {
        print(&program);
    }
}

fn compile(program: &Path) {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/witness/c/cost.c");
    let mut compiler = Command::new("cc");
    compiler.args(["-std=gnu11", "-O1", "-g", "-pthread", "-o"]);
    assert!(
        compiler
            .arg(program)
            .arg(source)
            .status()
            .unwrap()
            .success()
    );
}

/// The time on processors that one run takes: watcher and program take turns, so on an idle machine it takes as
/// long. Each access must have been seen.
fn watch(program: &Path, kind: &str, processes: u64, times: u64) -> Duration {
    let before = used();
    let watched = Command::new(env!("CARGO_BIN_EXE_lab"))
        .args(["races", "--"])
        .arg(program)
        .args([
            kind,
            &processes.to_string(),
            &(times / processes).to_string(),
        ])
        .output()
        .unwrap();
    let took = used() - before;
    let said = String::from_utf8_lossy(&watched.stderr);
    let accesses = if kind == "call" { 0 } else { times };
    assert_eq!(said, format!("{accesses} accesses, 0 races\n"));
    took
}

/// By all children so far, and theirs.
fn used() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let parts = [usage.user_time(), usage.system_time()];
    let micros: i64 = parts.iter().map(TimeValLike::num_microseconds).sum();
    Duration::from_micros(micros.unsigned_abs())
}

/// A table in Markdown, which reads well enough in a terminal.
fn print(program: &Path) {
    println!(
        "| processes | a load, µs | a store, µs | an atomic update, µs | a `semop`, µs |"
    );
    println!("|---:|---:|---:|---:|---:|");
    for processes in PROCESSES {
        let cost = KINDS.map(|kind| format!("{:.0}", each(program, kind, processes)));
        println!("| {processes} | {} |", cost.join(" | "));
    }
}

/// Microseconds for each: the median of some turns.
fn each(program: &Path, kind: &str, processes: u64) -> f64 {
    let turn = |_| {
        let nothing = watch(program, kind, processes, 0).as_secs_f64();
        let all = watch(program, kind, processes, TIMES).as_secs_f64();
        (all - nothing) * 1e6 / TIMES as f64
    };
    let mut turns: Vec<f64> = (0..TURNS).map(turn).collect();
    turns.sort_by(f64::total_cmp);
    turns[TURNS / 2]
}
