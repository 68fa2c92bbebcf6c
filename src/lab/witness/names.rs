//! The names of system calls that a trace shows.

use nix::libc;

/// Its name, or `call` for one that no trace shows.
pub fn name(number: i64) -> &'static str {
    match number {
        libc::SYS_shmget => "shmget",
        libc::SYS_shmat => "shmat",
        libc::SYS_shmdt => "shmdt",
        libc::SYS_shmctl => "shmctl",
        libc::SYS_semget => "semget",
        libc::SYS_semop | libc::SYS_semtimedop => "semop",
        libc::SYS_semctl => "semctl",
        libc::SYS_msgget => "msgget",
        libc::SYS_msgsnd => "msgsnd",
        libc::SYS_msgrcv => "msgrcv",
        libc::SYS_msgctl => "msgctl",
        libc::SYS_wait4 | libc::SYS_waitid => "wait",
        libc::SYS_kill | libc::SYS_tkill | libc::SYS_tgkill => "kill",
        libc::SYS_read | libc::SYS_readv | libc::SYS_pread64 | libc::SYS_preadv => "read",
        libc::SYS_write | libc::SYS_writev | libc::SYS_pwrite64 | libc::SYS_pwritev => {
            "write"
        }
        libc::SYS_recvfrom | libc::SYS_recvmsg => "recv",
        libc::SYS_sendto | libc::SYS_sendmsg => "send",
        libc::SYS_futex => "futex",
        libc::SYS_pause => "pause",
        libc::SYS_close => "close",
        libc::SYS_pipe | libc::SYS_pipe2 => "pipe",
        libc::SYS_socketpair => "socketpair",
        libc::SYS_flock => "flock",
        libc::SYS_fcntl => "fcntl",
        libc::SYS_openat | libc::SYS_open => "open",
        libc::SYS_getrandom => "getrandom",
        libc::SYS_exit | libc::SYS_exit_group => "exit",
        libc::SYS_nanosleep | libc::SYS_clock_nanosleep => "sleep",
        _ => "call",
    }
}

/// The names of the errnos that these calls return.
pub fn errno(result: i64) -> String {
    let errno = nix::errno::Errno::from_raw(-result as i32);
    format!("{errno:?}")
}
