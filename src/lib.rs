//! System V shared memory and semaphores, as safe as Rust can make them.
//!
//! This library is the floor that the workbook's chapters stand on. It lives in `src/sysv/`. Three
//! sittings of less than a thousand lines read all of it, in this order:
//!
//! | file | what both families need |
//! |---|---|
//! | `call`, `c_form` | a system call as a value: the one description behind errors and traces |
//! | `error` | [`Error`]: which call failed, what about, and by which errno |
//! | `operation` | [`Operation`]: what a call does to one semaphore of a set |
//! | `key`, `ftok` | [`Key`] and [`Mode`]: what a segment is found by, and who may use it |
//! | `name`, `cleanup` | what all names have, and [`RemoveOnDrop`]: the duty to remove, by choice |
//!
//! | file | `shm/`: shared memory |
//! |---|---|
//! | `segment`, `stat` | [`Segment`]: a *name* for memory that the kernel keeps |
//! | `attachment` | [`Attachment`]: a *resource*, a place in this process where the memory shows |
//! | `byte_view`, `bytes` | its memory as bytes: copying to and from memory that others write |
//! | `shared`, `layout` | [`Shared`] and [`Layout`]: what may live in a segment, and over all of it |
//! | `monitor` | [`Monitor`]: a layout in a segment that may only be read |
//!
//! | file | `sem/`: semaphores |
//! |---|---|
//! | `semaphore_set`, `set_values` | [`SemaphoreSet`]: several numbers, changed in one step |
//! | `permit`, `semaphore` | [`Permit`], and [`Semaphore`]: a set of one |
//!
//! Beside it, [`others`] holds what chapter 9 compares them with, [`interleavings`] the model of all
//! orders, [`procfs`] what the kernel tells under `/proc`, and [`lesson`] what the chapters share:
//! none of it is needed to understand them.
//!
//! Three ideas carry it. An id is a name: copying or dropping it does nothing. An attachment is a
//! resource: dropping it detaches. Removal is a duty that somebody takes on: nothing is
//! removed because a variable went out of scope, unless you asked for that.
//!
//! ```
//! use shm_workbook::{Key, Mode, Segment, shared};
//! use std::sync::atomic::{AtomicU64, Ordering};
//!
//! shared! {
//!     /// What the two sides agree on.
//!     struct Counter { value: AtomicU64 }
//! }
//!
//! # fn main() -> Result<(), shm_workbook::Error> {
//! let size = const { std::num::NonZeroUsize::new(1024).unwrap() };
//! let segment = Segment::create(Key::PRIVATE, size, Mode::OWNER)?.remove_on_drop();
//! let counter = segment.attach_as::<Counter>()?;
//! counter.value.fetch_add(1, Ordering::Relaxed);
//! assert_eq!(segment.stat()?.attached, 1);
//! counter.detach()?;
//! segment.remove()?;
//! # Ok(())
//! # }
//! ```
//!
//! # What is assumed
//!
//! Memory that another process writes is outside what Rust's memory model speaks about. Two
//! assumptions close the gap. A well-behaved peer is treated as one more thread that accesses
//! typed memory by atomics of the same layout. Bytes are copied through raw pointers, by code that
//! the compiler cannot see into, so that no value in a segment is ever believed to stay as it was.
//! A peer that breaks the first assumption gives you wrong *numbers*; it cannot give you an invalid
//! *value*, because only types whose every bit pattern is valid may live in a segment.

#![deny(unsafe_code)] // allowed in the few files that speak to the kernel

#[cfg(not(target_os = "linux"))]
compile_error!(
    "shm-workbook needs Linux: on macOS and Windows, run it in a container or a virtual machine, \
     as README.md shows."
);

// Without them, that sentence is the only error elsewhere, and not the first of many.
#[cfg(target_os = "linux")]
pub mod interleavings;
#[cfg(target_os = "linux")]
pub mod lesson;
#[cfg(target_os = "linux")]
pub mod others;
#[cfg(target_os = "linux")]
pub mod procfs;
#[cfg(target_os = "linux")]
mod sysv;

#[cfg(target_os = "linux")]
pub use {
    nix::errno::Errno,
    sysv::call::{Call, Record, observe},
    sysv::cleanup::{Removable, RemoveOnDrop},
    sysv::error::Error,
    sysv::key::{Key, Mode},
    sysv::operation::{Operation, Operations},
    sysv::sem::permit::Permit,
    sysv::sem::semaphore::Semaphore,
    sysv::sem::semaphore_set::SemaphoreSet,
    sysv::shm::attachment::Attachment,
    sysv::shm::byte_view::{ByteView, Bytes, ReadOnly, Rounding},
    sysv::shm::layout::{Headed, Items, Layout},
    sysv::shm::monitor::Monitor,
    sysv::shm::segment::Segment,
    sysv::shm::shared::Shared,
    sysv::shm::stat::Stat,
};
