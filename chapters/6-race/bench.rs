//! What exact counting costs, as the increments and the processes grow.
//!
//! `cargo bench --bench interleavings`. The page shows a recorded run as a plot.

// The macro of criterion makes a public function without docs.
#![allow(missing_docs)]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use num_bigint::BigUint;
use shm_workbook::interleavings::{Count, Program};
use std::hint::black_box;
use std::time::Duration;

/// Two processes: the states grow with N², each with a list of up to 2N counts.
fn by_increments(c: &mut Criterion) {
    let mut group = c.benchmark_group("two processes");
    for increments in [1, 2, 5, 10, 20, 32] {
        let id = BenchmarkId::new("128 bits", increments);
        group.bench_with_input(id, &(2, increments), |b, &size| {
            b.iter(|| total::<u128>(size));
        });
    }
    for increments in [1, 2, 5, 10, 20, 32, 40] {
        let id = BenchmarkId::new("big", increments);
        group.bench_with_input(id, &(2, increments), |b, &size| {
            b.iter(|| total::<BigUint>(size));
        });
    }
    group.finish();
}

/// Each process more multiplies the states: the model does not cure this, it only starts lower.
fn by_processes(c: &mut Criterion) {
    for increments in [2, 4] {
        let mut group = c.benchmark_group(format!("{increments} increments each"));
        let most = if increments == 2 { 6 } else { 4 };
        for processes in 1..=most {
            let id = BenchmarkId::new("big", processes);
            let size = (processes, increments);
            group.bench_with_input(id, &size, |b, &size| {
                b.iter(|| total::<BigUint>(size));
            });
        }
        group.finish();
    }
}

/// The whole answer is computed; the total stands for it.
fn total<C: Count>((processes, increments): (usize, usize)) -> C {
    let outcomes = Program::new(black_box(processes), black_box(increments))
        .and_then(|program| program.outcomes::<C>());
    outcomes.map_or(C::zero(), |found| found.total().clone())
}

criterion_group! {
    name = interleavings;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = by_increments, by_processes
}
criterion_main!(interleavings);
