//! The segments that lab 4 adds up.

use std::io::IoSlice;

use nix::sys::uio::{RemoteIoVec, process_vm_writev};
use nix::unistd::getpid;
use shm_workbook::procfs::process;
use shm_workbook::{RemoveOnDrop, Segment};

use crate::checks::provided::{random_bytes, segment};
use crate::trial::Trial;
use crate::verdict::Objection;

/// Random bytes, and their sum.
pub fn filled(trial: &Trial) -> Result<(RemoveOnDrop<Segment>, u64), Objection> {
    filled_with(trial, fastrand::usize(5000..20_000))
}

pub fn filled_with(
    trial: &Trial,
    size: usize,
) -> Result<(RemoveOnDrop<Segment>, u64), Objection> {
    // An odd size, so that the last page has a tail.
    let mut bytes = random_bytes(size & !1);
    // The last byte must make a difference.
    bytes.push(fastrand::u8(1..));
    let segment = segment(trial, bytes.len())?;
    let memory = segment.attach()?;
    memory.write(0, &bytes)?;
    memory.detach()?;
    let sum = bytes.iter().map(|byte| u64::from(*byte)).sum();
    Ok((segment, sum))
}

/// The sum of 255s, too large for 32 bits.
pub fn large(trial: &Trial) -> Result<(RemoveOnDrop<Segment>, u64), Objection> {
    let chunk = [255; 1 << 16];
    let chunks = 17 * (1 << 20) / chunk.len();
    let segment = segment(trial, chunks * chunk.len())?;
    let memory = segment.attach()?;
    for i in 0..chunks {
        memory.write(i * chunk.len(), &chunk)?;
    }
    memory.detach()?;
    Ok((segment, 255 * (chunks * chunk.len()) as u64))
}

/// As `filled`, and the rest of the last page is not zero.
///
/// An attachment knows its size and refuses to write beyond it. The kernel maps whole pages, and
/// by way of it the tail can be written to.
pub fn filled_to_the_page(
    trial: &Trial,
) -> Result<(RemoveOnDrop<Segment>, u64), Objection> {
    let (segment, sum) = filled(trial)?;
    let memory = segment.attach()?;
    let page = usize::try_from(process::page_size()?)
        .map_err(|_| Objection::Broken("a page of unheard-of size".to_string()))?;
    let len = page - memory.size() % page;
    let rest = vec![0xff; len];
    let tail = RemoteIoVec {
        base: memory.address() + memory.size(),
        len,
    };
    process_vm_writev(getpid(), &[IoSlice::new(&rest)], &[tail])?;
    memory.detach()?;
    Ok((segment, sum))
}
