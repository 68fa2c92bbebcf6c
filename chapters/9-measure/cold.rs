//! Cold pages: the first store into a new segment makes the kernel find memory and clear it.

use std::num::NonZeroUsize;
use std::time::Instant;

use nix::unistd::{SysconfVar, sysconf};
use shm_workbook::lesson::Result;
use shm_workbook::{Errno, Key, Mode, Segment};

use crate::failures::failed;
use crate::figures::what;
use crate::measure::Run;

const PAGES: NonZeroUsize = NonZeroUsize::new(1024).unwrap();

pub fn measure(run: &mut Run<'_>) -> Result {
    let size = page_size()?.saturating_mul(PAGES);
    let source = vec![1; size.get()];
    for _ in 0..run.plan.rounds {
        let segment = Segment::create(Key::PRIVATE, size, Mode::OWNER)?.remove_on_drop();
        let attachment = segment.attach()?;
        for name in ["for the first time", "again"] {
            let start = Instant::now();
            attachment.write(0, &source)?;
            let each = start.elapsed().as_nanos() as f64 / PAGES.get() as f64;
            run.figures.add(what("page", name, "time"), "ns", each);
        }
        segment.remove()?;
    }
    Ok(())
}

/// 4096 bytes on most machines; on some Arm, POWER and Apple's more.
fn page_size() -> Result<NonZeroUsize> {
    let size = sysconf(SysconfVar::PAGE_SIZE).and_then(|size| {
        let size = size.and_then(|size| usize::try_from(size).ok());
        size.and_then(NonZeroUsize::new).ok_or(Errno::EINVAL)
    });
    size.map_err(failed("ask for the size of a page"))
}
