//! What exact counting costs, as the increments and the processes grow.
//!
//! `cargo bench --features bench --bench interleavings`. The book's page shows a recorded run as
//! a plot: how to record one again is said in `tests/model/cost.rs`.

// The macro of criterion makes a public function without docs.
#![allow(missing_docs)]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use num_bigint::BigUint;
use shm_workbook::interleavings::{Count, Program};
use std::hint::black_box;
use std::time::Duration;

/// Each process more multiplies the states by 2N+1. The model does not cure this; it starts
/// low enough that small programs are instant.
const SIZES: [(usize, &[usize]); 5] = [
    (1, &[1, 2, 4, 10, 20, 40]),
    (2, &[1, 2, 4, 10, 20, 32, 40]),
    (3, &[1, 2, 4, 10]),
    (4, &[1, 2, 4]),
    (5, &[1, 2]),
];

fn big_counts(c: &mut Criterion) {
    for (processes, list) in SIZES {
        measure::<BigUint>(c, "big", processes, list);
    }
}

/// 128 bits are enough up to two processes of 32 increments: this is what chapter 6 uses.
fn counts_of_128_bits(c: &mut Criterion) {
    measure::<u128>(c, "u128", 2, &[1, 2, 4, 10, 20, 32]);
}

fn measure<C: Count>(c: &mut Criterion, count: &str, processes: usize, list: &[usize]) {
    let mut group = c.benchmark_group(format!("interleavings-{count}-{processes}"));
    for &increments in list {
        group.bench_function(BenchmarkId::from_parameter(increments), |b| {
            b.iter(|| total::<C>(black_box(processes), black_box(increments)));
        });
    }
    group.finish();
}

/// The whole table is computed; its total stands for it.
fn total<C: Count>(processes: usize, increments: usize) -> C {
    let outcomes =
        Program::new(processes, increments).and_then(|program| program.outcomes::<C>());
    outcomes.map_or(C::zero(), |found| found.total().clone())
}

criterion_group! {
    name = interleavings;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = counts_of_128_bits, big_counts
}
criterion_main!(interleavings);
