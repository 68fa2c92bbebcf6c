//! What the measuring chapter compares the sitting with. Leave it out when you read for the first time.
//!
//! | file | what it holds |
//! |---|---|
//! | `futex` | [`futex::wait`] and [`futex::wake`]: waiting on a word of shared memory |
//! | `mutex` | [`Mutex`]: the fast lock that is built from it |
//! | `message_queue` | [`MessageQueue`]: the System V queue |
//! | `ptracer` | [`allow_tracer`]: letting another process read this one's memory |

#[allow(unsafe_code)]
pub mod futex;
#[allow(unsafe_code)]
mod message_queue;
#[allow(unsafe_code)]
mod mutex;
#[allow(unsafe_code)]
mod ptracer;

pub use message_queue::{Letter, MessageQueue};
pub use mutex::{Mutex, MutexGuard};
pub use ptracer::allow_tracer;
