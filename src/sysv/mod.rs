//! System V shared memory and semaphores. Read it in the order of the table in
//! [the library's front page](crate): what both have in common is here, and each has a room.

mod c_form;
pub(crate) mod call;
pub(crate) mod cleanup;
pub(crate) mod error;
#[allow(unsafe_code)]
mod ftok;
pub(crate) mod key;
pub(crate) mod name;
pub(crate) mod operation;
pub(crate) mod sem;
pub(crate) mod shm;
