//! The other side: raw `libc`, written the shortest way in which it still notices a failure.

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicU32, AtomicU64};

use libc::{c_int, c_short};

pub fn create(size: usize) -> c_int {
    // SAFETY: shmget takes three numbers.
    let id = unsafe { libc::shmget(libc::IPC_PRIVATE, size, libc::IPC_CREAT | 0o600) };
    assert_ne!(id, -1);
    id
}

pub fn remove(id: c_int) {
    // SAFETY: IPC_RMID ignores the buffer.
    let status = unsafe { libc::shmctl(id, libc::IPC_RMID, std::ptr::null_mut()) };
    assert_ne!(status, -1);
}

pub fn attach(id: c_int) -> *mut c_void {
    // SAFETY: the kernel chooses a range that nothing else uses.
    let address = unsafe { libc::shmat(id, std::ptr::null(), 0) };
    assert_ne!(address.addr(), usize::MAX);
    address
}

/// The memory of an attachment that is there already. The kernel has mapped it, not Rust, so
/// its number is all there is to a pointer into it.
pub fn at(address: usize) -> *mut c_void {
    std::ptr::with_exposed_provenance_mut(address)
}

pub fn detach(address: *mut c_void) {
    // SAFETY: all callers give up the attachment here.
    let status = unsafe { libc::shmdt(address) };
    assert_ne!(status, -1);
}

pub fn stat(id: c_int) -> usize {
    let mut buffer = MaybeUninit::<libc::shmid_ds>::uninit();
    // SAFETY: IPC_STAT writes one shmid_ds into the buffer.
    let status = unsafe { libc::shmctl(id, libc::IPC_STAT, buffer.as_mut_ptr()) };
    assert_ne!(status, -1);
    // SAFETY: the call has succeeded, so that the buffer is filled.
    unsafe { buffer.assume_init() }.shm_segsz
}

pub fn copy_in(private: &[u8], shared: *mut c_void) {
    // SAFETY: the segment is larger than any of the slices, and nobody else uses it.
    unsafe {
        shared
            .cast::<u8>()
            .copy_from_nonoverlapping(private.as_ptr(), private.len());
    };
}

pub fn copy_out(shared: *mut c_void, private: &mut [u8]) {
    // SAFETY: the segment is larger than any of the slices, and nobody else uses it.
    unsafe {
        shared
            .cast::<u8>()
            .copy_to_nonoverlapping(private.as_mut_ptr(), private.len());
    };
}

pub fn counter<'a>(address: *mut c_void) -> &'a AtomicU64 {
    // SAFETY: the callers stay attached until they end, to a segment of at least 8 bytes.
    unsafe { AtomicU64::from_ptr(address.cast()) }
}

pub fn word<'a>(address: *mut c_void, index: usize) -> &'a AtomicU32 {
    let word = address.cast::<u32>().wrapping_add(index);
    // SAFETY: the callers stay attached until they end, and stay within the segment.
    unsafe { AtomicU32::from_ptr(word) }
}

pub fn semop(id: c_int, change: c_short, flags: c_int) {
    let mut operation = libc::sembuf {
        sem_num: 0,
        sem_op: change,
        sem_flg: flags as c_short,
    };
    // SAFETY: the pointer is to one operation.
    let status = unsafe { libc::semop(id, &raw mut operation, 1) };
    assert_ne!(status, -1);
}
