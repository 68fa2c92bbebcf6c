//! Semaphores: sets of them, one by itself, and the permits that they hand out.

#[allow(unsafe_code)]
pub(crate) mod permit;
pub(crate) mod semaphore;
#[allow(unsafe_code)]
pub(crate) mod semaphore_set;
mod semid_ds;
#[allow(unsafe_code)]
mod set_values;
