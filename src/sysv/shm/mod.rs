//! Shared memory: a segment has a name, an attachment shows its memory, a view says what is in it.

#[allow(unsafe_code)]
pub(crate) mod attachment;
#[allow(unsafe_code)]
pub(crate) mod byte_view;
#[allow(unsafe_code)]
mod bytes;
#[allow(unsafe_code)]
pub(crate) mod layout;
#[allow(unsafe_code)]
pub(crate) mod monitor;
#[allow(unsafe_code)]
pub(crate) mod segment;
#[allow(unsafe_code)]
pub(crate) mod shared;
pub(crate) mod stat;
