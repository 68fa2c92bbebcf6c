//! System V shared memory and semaphores: the one sitting. Read it in the order of the table in
//! [the library's front page](crate).

#[allow(unsafe_code)]
pub(crate) mod attachment;
#[allow(unsafe_code)]
pub(crate) mod byte_view;
#[allow(unsafe_code)]
mod bytes;
mod c_form;
pub(crate) mod call;
pub(crate) mod cleanup;
pub(crate) mod error;
#[allow(unsafe_code)]
mod ftok;
pub(crate) mod key;
#[allow(unsafe_code)]
pub(crate) mod layout;
#[allow(unsafe_code)]
pub(crate) mod monitor;
pub(crate) mod name;
pub(crate) mod operation;
#[allow(unsafe_code)]
pub(crate) mod permit;
#[allow(unsafe_code)]
pub(crate) mod segment;
pub(crate) mod semaphore;
#[allow(unsafe_code)]
pub(crate) mod semaphore_set;
#[allow(unsafe_code)]
mod set_values;
#[allow(unsafe_code)]
pub(crate) mod shared;
pub(crate) mod stat;
