//! Shared memory, and a futex: whoever waits sleeps, and the kernel is asked only then.

use std::sync::atomic::Ordering;

use shm_workbook::lesson::Result;
use shm_workbook::others::futex;

use super::ends::Mechanism;
use super::ring::{self, Count, Line};
use crate::failures::failed;

pub const MECHANISM: Mechanism = Mechanism {
    name: "shm, futex",
    copies: ring::COPIES,
    needs: "a kernel with System V IPC and futexes, and a free segment (ipcs -l -m)",
    prepare: ring::prepare_counting,
    open: ring::open_counting::<Sleeping>,
};

struct Sleeping;

impl Count for Sleeping {
    fn wait(line: &Line, will_do: impl Fn(u32) -> bool) -> Result {
        let mut value = line.value.load(Ordering::SeqCst);
        while !will_do(value) {
            // First say so, then sleep. If the count moves in between, the
            // kernel sees that it is no longer `value` and does not let us sleep.
            line.sleeper.store(1, Ordering::SeqCst);
            futex::wait(&line.value, value, None).map_err(failed("futex"))?;
            value = line.value.load(Ordering::SeqCst);
        }
        // Only the sleeper takes this back: whoever wakes it cannot know whether it sleeps again.
        if line.sleeper.load(Ordering::Relaxed) == 1 {
            line.sleeper.store(0, Ordering::Relaxed);
        }
        Ok(())
    }

    /// The system call is saved if nobody sleeps.
    fn add(line: &Line) {
        line.value.fetch_add(1, Ordering::SeqCst);
        if line.sleeper.load(Ordering::SeqCst) == 1 {
            futex::wake(&line.value, 1);
        }
    }
}
