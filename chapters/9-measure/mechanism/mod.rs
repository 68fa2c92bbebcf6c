//! Ways to pass a message to another process.

mod ends;
mod pieces;
mod ring;
mod shm_futex;
mod shm_semaphore;
mod shm_spin;
mod streams;
mod vm_readv;

use shm_workbook::lesson::{Failure, Result};

pub use ends::{End, Mechanism, Prepared, Side};

/// All of them. The first is what the others are compared with.
pub static ALL: [Mechanism; 11] = [
    shm_spin::MECHANISM,
    shm_semaphore::MECHANISM,
    shm_futex::MECHANISM,
    streams::PIPE,
    streams::FIFO,
    streams::UNIX,
    pieces::DATAGRAMS,
    streams::TCP,
    pieces::POSIX,
    pieces::SYSTEM_V,
    vm_readv::MECHANISM,
];

pub fn find(name: &str) -> Result<&'static Mechanism> {
    let found = ALL.iter().find(|mechanism| mechanism.name == name);
    found.ok_or_else(|| Failure::Usage(format!("no mechanism is called {name:?}")))
}
