//! `struct semid_ds`, what `IPC_STAT` writes about a semaphore set: the libc crate lacks it for musl.

#[cfg(not(target_env = "musl"))]
pub use libc::semid_ds;

/// As in musl's `<sys/sem.h>`, for machines of 64 bits. All fields are integers.
#[cfg(target_env = "musl")]
#[allow(non_camel_case_types, reason = "C's name")]
#[derive(Debug)]
#[repr(C)]
pub struct semid_ds {
    pub sem_perm: libc::ipc_perm,
    sem_otime: i64,
    #[cfg(target_arch = "x86_64")]
    unused_1: i64,
    sem_ctime: i64,
    #[cfg(target_arch = "x86_64")]
    unused_2: i64,
    pub sem_nsems: u64,
    unused_3: [i64; 2],
}
