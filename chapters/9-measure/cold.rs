//! Cold pages: the first store into a new segment makes the kernel find memory and clear it.

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use shm_workbook::lesson::Result;
use shm_workbook::{Attachment, Bytes, Key, Mode, Segment};

use crate::measure::Plan;
use crate::spread::Spread;

/// Copying a page into a segment for the first time, and again. In nanoseconds.
#[derive(Debug)]
pub struct Pages {
    pub cold: Spread,
    pub warm: Spread,
}

const PAGE: usize = 4096;
const PAGES: usize = 1024;

pub fn measure(plan: Plan) -> Result<Option<Pages>> {
    let source = vec![1; PAGES * PAGE];
    let size = const { NonZeroUsize::new(PAGES * PAGE).unwrap() };
    let (mut cold, mut warm) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        let segment = Segment::create(Key::PRIVATE, size, Mode::OWNER)?.remove_on_drop();
        let attachment = segment.attach()?;
        cold.push(nanos_a_page(copy(&attachment, &source)?));
        warm.push(nanos_a_page(copy(&attachment, &source)?));
        segment.remove()?;
    }
    let spreads = Spread::of(cold).zip(Spread::of(warm));
    Ok(spreads.map(|(cold, warm)| Pages { cold, warm }))
}

fn copy(attachment: &Attachment<Bytes>, source: &[u8]) -> Result<Duration> {
    let start = Instant::now();
    attachment.write(0, source)?;
    Ok(start.elapsed())
}

fn nanos_a_page(time: Duration) -> f64 {
    time.as_nanos() as f64 / PAGES as f64
}
