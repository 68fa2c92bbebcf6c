//! Running through an exclusive pair, from its load to wherever it is left: there, `brk` stands for as
//! long as the task runs.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt as _;

use nix::sys::ptrace;
use nix::unistd::Pid;
use shm_workbook::procfs::process;

use super::pairs;

/// How long a pair may be, in instructions. Compilers' have up to eight.
const LONGEST: usize = 16;

/// `brk #0`. The kernel stops at it, not after it.
const BRK: u32 = 0xd420_0000;

/// An instruction of a process.
type Place = (Pid, u64);

#[derive(Debug, Default)]
pub struct Traps {
    /// Which traps a task waits for.
    set: HashMap<Pid, Vec<Place>>,
    /// What stood there, and how many tasks wait there: threads share their instructions.
    originals: HashMap<Place, ([u8; 4], u32)>,
}

impl Traps {
    /// Sets traps where the task will come out of a pair; false if none begins where it stands.
    pub fn set_around_pair(&mut self, pid: Pid) -> io::Result<bool> {
        let start = ptrace::getregs(pid)?.pc;
        let memory = memory_of(pid)?;
        let mut bytes = [0; 4 * LONGEST];
        // Fewer, where the program's instructions end.
        let length = memory.read_at(&mut bytes, start)?;
        let words: Vec<u32> = bytes[..length].chunks_exact(4).map(word).collect();
        let Some(exits) = pairs::exits(start, &words) else {
            return Ok(false);
        };
        let process = process::status(pid)?.thread_group;
        for at in exits {
            let (_, waiting) = match self.originals.entry((process, at)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let mut original = [0; 4];
                    memory.read_exact_at(&mut original, at)?;
                    memory.write_all_at(&BRK.to_le_bytes(), at)?;
                    new.insert((original, 0))
                }
            };
            *waiting += 1;
            self.set.entry(pid).or_default().push((process, at));
        }
        Ok(true)
    }

    /// The task has stopped: nobody else is to meet its traps.
    pub fn remove(&mut self, pid: Pid) {
        for place in self.set.remove(&pid).unwrap_or_default() {
            let Some((original, waiting)) = self.originals.get_mut(&place) else {
                continue;
            };
            *waiting -= 1;
            if *waiting == 0 {
                // An error: it has been killed, and its instructions are gone.
                let _ = memory_of(pid)
                    .and_then(|memory| memory.write_all_at(original, place.1));
                self.originals.remove(&place);
            }
        }
    }
}

/// A tracer may write even where the program itself may not, and the file that a page came from keeps
/// what it has.
fn memory_of(pid: Pid) -> io::Result<File> {
    let path = format!("/proc/{pid}/mem");
    OpenOptions::new().read(true).write(true).open(path)
}

fn word(bytes: &[u8]) -> u32 {
    // Instructions are little-endian, whatever the data is.
    bytes
        .iter()
        .rev()
        .fold(0, |word, byte| word << 8 | u32::from(*byte))
}
