//! System V shared memory and semaphores, as safe as Rust can make them.
//!
//! This library is the floor that the workbook's chapters stand on. It is small enough to
//! be read in one sitting, in this order:
//!
//! | file | what it holds |
//! |---|---|
//! | `call` | a system call as a value: the one description behind errors and traces |
//! | `error` | [`Error`]: which call failed, what about, and by which errno |
//! | `key` | [`Key`] and [`Mode`]: what a segment is found by, and who may use it |
//! | `segment` | [`Segment`]: a *name* for memory that the kernel keeps |
//! | `attachment` | [`Attachment`]: a *resource*, a place in this process where the memory shows |
//! | `bytes` | copying to and from memory that others write |
//! | `shared` | [`Shared`]: the types that may live in a segment |
//! | `semaphore` | [`Semaphore`] and [`Permit`] |
//! | `cleanup` | [`RemoveOnDrop`]: the duty to remove, taken on by choice |
//!
//! They live in `src/sysv/`. Beside them, [`others`] holds what chapter 9 compares them with, [`interleavings`]
//! the model of all orders, [`procfs`] what the kernel tells under `/proc`, and [`lesson`] what the chapters share: none of it is needed to understand them.
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
//! typed memory by atomics of the same layout. Bytes are copied by volatile accesses through raw
//! pointers, so that no value in a segment is ever believed to stay as it was. A peer that breaks
//! the first assumption gives you wrong *numbers*; it cannot give you an invalid *value*, because
//! only types whose every bit pattern is valid may live in a segment.

#![deny(unsafe_code)] // allowed in the few files that speak to the kernel

pub mod interleavings;
pub mod lesson;
pub mod others;
pub mod procfs;
mod sysv;

pub use nix::errno::Errno;
pub use sysv::attachment::Attachment;
pub use sysv::byte_view::{ByteView, Bytes, ReadOnly, Rounding};
pub use sysv::call::{Call, Record, observe};
pub use sysv::cleanup::{Removable, RemoveOnDrop};
pub use sysv::error::Error;
pub use sysv::key::{Key, Mode};
pub use sysv::layout::{Headed, Items, Layout};
pub use sysv::monitor::Monitor;
pub use sysv::operation::{Operation, Operations};
pub use sysv::permit::Permit;
pub use sysv::segment::Segment;
pub use sysv::semaphore::Semaphore;
pub use sysv::semaphore_set::SemaphoreSet;
pub use sysv::shared::Shared;
pub use sysv::stat::Stat;
