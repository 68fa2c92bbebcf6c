//! System calls: which matter, which may wait, and what memory they use.

use nix::libc::{self, user_regs_struct};
use nix::unistd::Pid;

use super::decode::Kind;
use super::event::SemOp;
use super::guard::Space;
use super::memory::{self, Value};

/// Memory that the kernel accesses for a call, and that lies in a guarded attachment.
#[derive(Debug, Clone)]
pub struct Buffer {
    pub address: u64,
    pub length: u64,
    pub kind: Kind,
    pub before: Option<Value>,
}

/// The number and the six arguments, from the registers at a call's entry.
pub fn words(regs: &user_regs_struct) -> (i64, [u64; 6]) {
    let words = [regs.rdi, regs.rsi, regs.rdx, regs.r10, regs.r8, regs.r9];
    (regs.orig_rax as i64, words)
}

/// Calls that return at once, whatever others do. The list need not be complete: what is not on it is
/// watched with more patience, and costs a little more.
pub fn returns_at_once(number: i64) -> bool {
    matches!(
        number,
        libc::SYS_brk
            | libc::SYS_mmap
            | libc::SYS_munmap
            | libc::SYS_mprotect
            | libc::SYS_mremap
            | libc::SYS_madvise
            | libc::SYS_close
            | libc::SYS_fstat
            | libc::SYS_newfstatat
            | libc::SYS_lseek
            | libc::SYS_pread64
            | libc::SYS_access
            | libc::SYS_arch_prctl
            | libc::SYS_set_tid_address
            | libc::SYS_set_robust_list
            | libc::SYS_rseq
            | libc::SYS_prlimit64
            | libc::SYS_rt_sigaction
            | libc::SYS_rt_sigprocmask
            | libc::SYS_rt_sigreturn
            | libc::SYS_getpid
            | libc::SYS_gettid
            | libc::SYS_getppid
            | libc::SYS_sched_yield
            | libc::SYS_kill
            | libc::SYS_tgkill
            | libc::SYS_tkill
            | libc::SYS_shmget
            | libc::SYS_shmat
            | libc::SYS_shmdt
            | libc::SYS_shmctl
            | libc::SYS_semget
            | libc::SYS_semctl
            | libc::SYS_msgget
            | libc::SYS_msgctl
            | libc::SYS_pipe
            | libc::SYS_pipe2
            | libc::SYS_socketpair
            | libc::SYS_dup
            | libc::SYS_dup2
            | libc::SYS_dup3
            | libc::SYS_readlink
            | libc::SYS_sigaltstack
            | libc::SYS_sched_getaffinity
    )
}

pub fn is_semop(number: i64) -> bool {
    matches!(number, libc::SYS_semop | libc::SYS_semtimedop)
}

/// Sleeps and nothing else.
pub fn is_sleep(number: i64) -> bool {
    matches!(number, libc::SYS_nanosleep | libc::SYS_clock_nanosleep)
}

/// Calls that end a task.
pub fn is_exit(number: i64) -> bool {
    matches!(number, libc::SYS_exit | libc::SYS_exit_group)
}

/// May time, or the world outside, end this wait?
pub fn may_end_by_itself(number: i64, words: [u64; 6]) -> bool {
    match number {
        libc::SYS_semop | libc::SYS_msgrcv | libc::SYS_msgsnd | libc::SYS_pause => false,
        libc::SYS_wait4 | libc::SYS_waitid | libc::SYS_rt_sigsuspend => false,
        _ if may_vfork(number, words) => false,
        libc::SYS_semtimedop | libc::SYS_futex => words[3] != 0,
        // The engine knows whether a descriptor is the program's own.
        _ => true,
    }
}

/// Does it make a child that its parent waits for? What `clone3` is told lies in memory: it may.
pub fn may_vfork(number: i64, words: [u64; 6]) -> bool {
    match number {
        libc::SYS_vfork | libc::SYS_clone3 => true,
        libc::SYS_clone => words[0] & libc::CLONE_VFORK as u64 != 0,
        _ => false,
    }
}

/// The operations of a `semop`.
pub fn operations(pid: Pid, words: [u64; 6]) -> Vec<SemOp> {
    /// `SEMOPM`: the kernel takes no more.
    const MOST: u64 = 500;
    let count = words[2].min(MOST) as usize;
    let mut bytes = vec![0; 6 * count];
    if memory::read(pid, words[1], &mut bytes).is_none() {
        return Vec::new();
    }
    let half = |pair: &[u8]| i16::from_ne_bytes([pair[0], pair[1]]);
    let operation = |six: &[u8]| SemOp {
        number: half(&six[0..2]) as u16,
        by: half(&six[2..4]),
        flags: half(&six[4..6]),
    };
    bytes.chunks_exact(6).map(operation).collect()
}

/// What of a call's memory is guarded, with what it holds now.
pub fn buffers(pid: Pid, space: &Space, number: i64, words: [u64; 6]) -> Vec<Buffer> {
    if space.guards.is_empty() {
        return Vec::new();
    }
    let found = pointers(pid, number, words).into_iter();
    let guarded =
        found.filter(|(address, length, _)| space.is_guarded(*address, *length));
    guarded
        .map(|(address, length, kind)| {
            let before = memory::peek(pid, address, length as usize);
            Buffer {
                address,
                length,
                kind,
                before,
            }
        })
        .collect()
}

/// Address, length and use of each piece of memory.
fn pointers(pid: Pid, number: i64, words: [u64; 6]) -> Vec<(u64, u64, Kind)> {
    let [first, second, third, fourth, ..] = words;
    match number {
        libc::SYS_read | libc::SYS_pread64 | libc::SYS_recvfrom => {
            vec![(second, third, Kind::Store)]
        }
        libc::SYS_write | libc::SYS_pwrite64 | libc::SYS_sendto => {
            vec![(second, third, Kind::Load)]
        }
        libc::SYS_readv | libc::SYS_preadv => vectors(pid, second, third, Kind::Store),
        libc::SYS_writev | libc::SYS_pwritev => vectors(pid, second, third, Kind::Load),
        libc::SYS_recvmsg => message(pid, second, Kind::Store),
        libc::SYS_sendmsg => message(pid, second, Kind::Load),
        libc::SYS_getrandom => vec![(first, second, Kind::Store)],
        libc::SYS_semop | libc::SYS_semtimedop => vec![(second, 6 * third, Kind::Load)],
        libc::SYS_msgsnd => vec![(second, 8 + third, Kind::Load)],
        libc::SYS_msgrcv => vec![(second, 8 + third, Kind::Store)],
        libc::SYS_shmctl => vec![(third, 112, Kind::Store)],
        libc::SYS_futex => vec![(first, 4, Kind::Load)],
        // These name places in memory and do not look into it.
        libc::SYS_shmat
        | libc::SYS_shmdt
        | libc::SYS_mmap
        | libc::SYS_munmap
        | libc::SYS_mprotect
        | libc::SYS_mremap
        | libc::SYS_madvise => Vec::new(),
        // Of others it is only known that they look at what they are given.
        _ => [first, second, third, fourth]
            .map(|word| (word, 1, Kind::Load))
            .to_vec(),
    }
}

/// The pieces of an `iovec` array.
fn vectors(pid: Pid, at: u64, count: u64, kind: Kind) -> Vec<(u64, u64, Kind)> {
    /// `UIO_MAXIOV`: the kernel takes no more.
    const MOST: u64 = 1024;
    let one = |index| {
        let place = at.wrapping_add(16 * index);
        Some((
            memory::word(pid, place)?,
            memory::word(pid, place.wrapping_add(8))?,
            kind,
        ))
    };
    (0..count.min(MOST)).map_while(one).collect()
}

/// The pieces of a `msghdr`.
fn message(pid: Pid, at: u64, kind: Kind) -> Vec<(u64, u64, Kind)> {
    let vector = memory::word(pid, at.wrapping_add(16));
    let count = memory::word(pid, at.wrapping_add(24));
    match (vector, count) {
        (Some(vector), Some(count)) => vectors(pid, vector, count, kind),
        _ => Vec::new(),
    }
}

/// How many bytes of its buffers a call has used, if it did what it should.
pub fn used(number: i64, words: [u64; 6], result: i64) -> u64 {
    if result < 0 {
        return 0;
    }
    let result = result as u64;
    match number {
        libc::SYS_msgrcv => 8 + result,
        libc::SYS_msgsnd => 8 + words[2],
        libc::SYS_semop | libc::SYS_semtimedop => 6 * words[2],
        libc::SYS_read
        | libc::SYS_pread64
        | libc::SYS_recvfrom
        | libc::SYS_recvmsg
        | libc::SYS_readv
        | libc::SYS_preadv
        | libc::SYS_write
        | libc::SYS_pwrite64
        | libc::SYS_sendto
        | libc::SYS_sendmsg
        | libc::SYS_writev
        | libc::SYS_pwritev
        | libc::SYS_getrandom => result,
        _ => u64::MAX,
    }
}
