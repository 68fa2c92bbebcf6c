//! Shared memory, and whoever waits looks again and again: no system call, as long as both ends
//! have a core.

use std::sync::atomic::Ordering;
use std::{hint, thread};

use shm_workbook::lesson::Result;

use super::ends::Mechanism;
use super::ring::{self, Count, Line};

pub const MECHANISM: Mechanism = Mechanism {
    name: "shm, spinning",
    copies: ring::COPIES,
    needs: "a kernel with System V IPC and a free segment (ipcs -l -m)",
    prepare: ring::prepare_counting,
    open: ring::open_counting::<Spinning>,
};

/// Then the other end gets a chance if both have to share one core.
const PATIENCE: u32 = 2_000;

struct Spinning;

// ANCHOR: spin
impl Count for Spinning {
    fn wait(line: &Line, will_do: impl Fn(u32) -> bool) -> Result {
        let mut patience = PATIENCE;
        while !will_do(line.value.load(Ordering::Acquire)) {
            hint::spin_loop();
            patience = patience.checked_sub(1).unwrap_or_else(|| {
                thread::yield_now();
                PATIENCE
            });
        }
        Ok(())
    }

    fn add(line: &Line) {
        line.value.fetch_add(1, Ordering::Release);
    }
}
// ANCHOR_END: spin
