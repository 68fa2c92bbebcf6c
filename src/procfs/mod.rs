//! What the kernel tells in files under `/proc`, parsed once: `proc(5)`.
//!
//! | file | what it reads |
//! |---|---|
//! | `sysvipc` | `/proc/sysvipc/shm`, `sem` and `msg`: all System V objects of this IPC namespace |
//! | `maps` | `/proc/PID/maps`: what is mapped where, segments among it |
//! | `process` | `/proc/PID/stat`, `status` and `syscall`: one process; all of them |
//! | `children` | `/proc/PID/task/TID/children`: who descends from one process, at a glance |
//! | `text` | the little that these files have in common |
//!
//! Everything is read as bytes. A process may be called `\xff`, and a mapped file, too: whoever
//! reads such a file as UTF-8 does not see the process at all.
//!
//! What cannot be read is an error, and so is a line that does not say what the kernel's
//! documentation says. It is never an empty table: "there is no segment" and "I cannot tell"
//! are different answers, and only the caller knows what to do with the second.

pub mod children;
pub mod maps;
pub mod process;
pub mod sysvipc;
mod text;
pub mod threads;
