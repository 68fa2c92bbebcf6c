//! What all of these benchmarks use.

use std::num::NonZeroUsize;

use shm_workbook::Error;

pub const PAGE: NonZeroUsize = NonZeroUsize::new(4096).unwrap();

/// A failure ends the benchmark: its figures would mean nothing.
pub fn done(outcome: Result<(), Error>) {
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
