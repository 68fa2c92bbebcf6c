//! Cold pages: the first store into a new segment makes the kernel find memory and clear it.

use std::num::NonZeroUsize;
use std::time::Instant;

use shm_workbook::lesson::Result;
use shm_workbook::{Key, Mode, Segment};

use crate::figures::what;
use crate::measure::Run;

const PAGE: usize = 4096;
const PAGES: usize = 1024;

pub fn measure(run: &mut Run<'_>) -> Result {
    let source = vec![1; PAGES * PAGE];
    let size = const { NonZeroUsize::new(PAGES * PAGE).unwrap() };
    for _ in 0..run.plan.rounds {
        let segment = Segment::create(Key::PRIVATE, size, Mode::OWNER)?.remove_on_drop();
        let attachment = segment.attach()?;
        for name in ["for the first time", "again"] {
            let start = Instant::now();
            attachment.write(0, &source)?;
            let each = start.elapsed().as_nanos() as f64 / PAGES as f64;
            run.figures.add(what("page", name, "time"), "ns", each);
        }
        segment.remove()?;
    }
    Ok(())
}
