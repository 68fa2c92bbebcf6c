//! The numbers of the system calls that checks look for, as `/proc/PID/syscall` shows them.
//!
//! Most machines have a number for each call. x86 with 32 bits, POWER and s390x had one for the whole
//! family, `ipc(2)`, which says in its first argument which call is meant. Their C libraries
//! still use it, beside the numbers that Linux 5.1 gave them.

// `c_long` is `i64` on some of these machines already.
#![allow(clippy::unnecessary_cast)]

pub use number::{SEMOP, SEMTIMEDOP, SHMAT, SHMCTL, SHMDT, SHMGET};

#[cfg(not(any(
    target_arch = "x86",
    target_arch = "powerpc",
    target_arch = "powerpc64",
    target_arch = "s390x"
)))]
mod number {
    pub const SHMAT: i64 = libc::SYS_shmat as i64;
    pub const SHMDT: i64 = libc::SYS_shmdt as i64;
    pub const SHMGET: i64 = libc::SYS_shmget as i64;
    pub const SHMCTL: i64 = libc::SYS_shmctl as i64;
    pub const SEMOP: i64 = libc::SYS_semop as i64;
    pub const SEMTIMEDOP: i64 = libc::SYS_semtimedop as i64;

    pub fn plain(number: i64, arguments: [u64; 2]) -> (i64, u64) {
        (number, arguments[0])
    }

    pub fn list(_: i64, [_, address, count, ..]: [u64; 6]) -> (u64, u64) {
        (address, count)
    }
}

#[cfg(any(
    target_arch = "x86",
    target_arch = "powerpc",
    target_arch = "powerpc64",
    target_arch = "s390x"
))]
mod number {
    /// From the kernel's tables: the libc crate lacks them for these machines.
    pub const SHMAT: i64 = 397;
    pub const SHMDT: i64 = 398;
    pub const SHMGET: i64 = 395;
    pub const SHMCTL: i64 = 396;
    /// `semtimedop_time64` where a word has 32 bits.
    pub const SEMTIMEDOP: i64 = if cfg!(target_pointer_width = "64") {
        392
    } else {
        420
    };
    /// No number on these machines: `semop` is `ipc(2)` or a `semtimedop` without a time.
    pub const SEMOP: i64 = -1;

    const IPC: i64 = 117;

    pub fn plain(number: i64, [first, second]: [u64; 2]) -> (i64, u64) {
        if number != IPC {
            return (number, first);
        }
        // From <linux/ipc.h>. The upper half of the word is a version.
        match first & 0xffff {
            1 => (SEMOP, second),
            4 => (SEMTIMEDOP, second),
            21 => (SHMAT, second),
            22 => (SHMDT, second),
            23 => (SHMGET, second),
            24 => (SHMCTL, second),
            _ => (number, first),
        }
    }

    pub fn list(number: i64, arguments: [u64; 6]) -> (u64, u64) {
        let [_, second, third, _, fifth, _] = arguments;
        if number == IPC {
            (fifth, third)
        } else {
            (second, third)
        }
    }
}

/// The calls that sleep until a semaphore lets them go on.
pub const SEMAPHORE: [i64; 2] = [SEMOP, SEMTIMEDOP];
/// The calls that wait for a child.
pub const CHILD: [i64; 2] = [libc::SYS_wait4 as i64, libc::SYS_waitid as i64];
/// The calls that sleep for a time; last, the one with a time of 64 bits on a machine of 32.
pub const SLEEP: [i64; 3] = [
    libc::SYS_nanosleep as i64,
    libc::SYS_clock_nanosleep as i64,
    on_32_bits(407),
];
/// The calls that wait for another thread.
pub const THREAD: [i64; 2] = [libc::SYS_futex as i64, on_32_bits(422)];
pub const READ: i64 = libc::SYS_read as i64;
pub const WRITE: [i64; 2] = [libc::SYS_write as i64, libc::SYS_writev as i64];
pub const EXIT: i64 = libc::SYS_exit_group as i64;

const fn on_32_bits(number: i64) -> i64 {
    if cfg!(target_pointer_width = "32") {
        number
    } else {
        -1
    }
}

/// A call by its own number, with the argument that comes first in its man page.
pub fn plain(number: i64, arguments: [u64; 2]) -> (i64, u64) {
    number::plain(number, arguments)
}

/// Where a `semop` has its operations, and how many.
pub fn list(number: i64, arguments: [u64; 6]) -> (u64, u64) {
    number::list(number, arguments)
}
