//! System V shared memory and semaphores: the one sitting. Read it in the order of the table in
//! [the library's front page](crate).

#[allow(unsafe_code)]
pub(crate) mod attachment;
#[allow(unsafe_code)]
mod bytes;
pub(crate) mod call;
pub(crate) mod cleanup;
pub(crate) mod error;
#[allow(unsafe_code)]
pub(crate) mod key;
#[allow(unsafe_code)]
pub(crate) mod segment;
#[allow(unsafe_code)]
pub(crate) mod semaphore;
#[allow(unsafe_code)]
pub(crate) mod shared;
pub(crate) mod stat;
