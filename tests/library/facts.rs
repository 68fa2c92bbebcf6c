//! What the pages say of the kernel, beyond what the library itself relies on.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use crate::segment;
use shm_workbook::Segment;
use shm_workbook::procfs::process;

/// How many page faults this thread has had that needed no disk.
fn faults() -> libc::c_long {
    // SAFETY: all fields of rusage are integers, for which 0 is valid.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: getrusage fills one rusage.
    let status = unsafe { libc::getrusage(libc::RUSAGE_THREAD, &raw mut usage) };
    assert_eq!(status, 0);
    usage.ru_minflt
}

#[test]
fn each_mapping_faults_once_for_each_page_also_where_the_page_has_memory() {
    const PAGES: usize = 16;
    let page = process::page_size().unwrap() as usize;
    let segment = segment(PAGES * page);
    let writer = segment.attach().unwrap();
    for at in 0..PAGES {
        writer.write(at * page, b"x").unwrap();
    }
    let reader = segment.attach().unwrap();
    let mut byte = [0];
    let mut look = || {
        let before = faults();
        for at in 0..PAGES {
            reader.read(at * page, &mut byte).unwrap();
            assert_eq!(&byte, b"x");
        }
        faults() - before
    };
    assert!(look() >= PAGES as libc::c_long, "the first time");
    assert!(look() < PAGES as libc::c_long, "the second time");
}

/// Where the child of the next test, which is the same test again, finds the segment.
const ATTACH: &str = "SHM_WORKBOOK_ATTACH";

#[test]
fn after_exec_the_last_process_is_one_that_lives() {
    if let Ok(id) = std::env::var(ATTACH) {
        let segment: Segment = id.parse().unwrap();
        std::mem::forget(segment.attach().unwrap());
        panic!("{}", Command::new("cat").exec());
    }
    let segment = segment(1);
    // Not by fork, which would count all attachments of the other tests once more.
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "facts::after_exec_the_last_process_is_one_that_lives",
        ])
        .env(ATTACH, segment.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"I am cat\n").unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // It answers, so its exec is over, and it lives. What the harness prints may stand before that.
    let answered = lines.any(|line| line.unwrap().ends_with("I am cat"));
    let stat = segment.stat().unwrap();
    drop(stdin);
    child.wait().unwrap();
    assert!(answered);
    assert_eq!(stat.last_pid, child.id() as i32);
}

/// What the parent and its child in the same address space tell each other.
static LOOKED: AtomicBool = AtomicBool::new(false);
static RUNS: AtomicBool = AtomicBool::new(false);

extern "C" fn until_looked(_: *mut libc::c_void) -> i32 {
    RUNS.store(true, SeqCst);
    while !LOOKED.load(SeqCst) {
        // SAFETY: sched_yield takes nothing, and touches no memory of the parent's.
        unsafe { libc::sched_yield() };
    }
    0
}

#[test]
fn two_processes_in_one_address_space_count_once() {
    let segment = segment(1);
    let attached = segment.attach().unwrap();
    let mut stack = vec![0u64; 8192];
    let top = stack.as_mut_ptr_range().end;
    // SAFETY: the stack is the child's alone, and stays until waitpid says that it has ended.
    let child = unsafe {
        let flags = libc::CLONE_VM | libc::SIGCHLD;
        libc::clone(until_looked, top.cast(), flags, null_mut())
    };
    assert!(child > 0);
    while !RUNS.load(SeqCst) {
        std::thread::yield_now();
    }
    let counted = segment.stat().unwrap().attached;
    LOOKED.store(true, SeqCst);
    // SAFETY: it is a child of this process, and nobody asks for its status.
    assert_eq!(unsafe { libc::waitpid(child, null_mut(), 0) }, child);
    assert_eq!(counted, 1);
    drop(attached);
}

#[test]
fn the_table_tells_what_ipc_stat_does_not() {
    let table = fs::read_to_string("/proc/sysvipc/shm").unwrap();
    let names: Vec<_> = table.lines().next().unwrap().split_whitespace().collect();
    assert!(
        names.contains(&"rss") && names.contains(&"swap"),
        "{names:?}"
    );
}

#[test]
fn a_private_segment_is_new_without_excl() {
    // SAFETY: shmget takes no pointers.
    let made = [0; 2].map(|_| unsafe { libc::shmget(libc::IPC_PRIVATE, 1, 0o600) });
    for id in made {
        let found: Segment = id.to_string().parse().unwrap();
        found.remove().unwrap();
    }
    assert_ne!(made[0], made[1]);
}

#[test]
fn decimal_666_creates_a_segment_with_a_strange_mode() {
    let key = shm_workbook::lesson::fresh_key().to_string();
    let key = i32::from_str_radix(key.trim_start_matches("0x"), 16).unwrap();
    // SAFETY: shmget takes no pointers.
    let id = unsafe { libc::shmget(key, 1, 666) };
    let found: Segment = id.to_string().parse().unwrap();
    let mode = found.remove_on_drop().stat().map(|stat| stat.mode);
    // 01232, and IPC_CREAT is 01000; without the right to read, IPC_STAT is only root's.
    match mode {
        Ok(mode) => assert_eq!(mode.bits(), 0o232),
        Err(error) => assert_eq!(error.errno(), Some(shm_workbook::Errno::EACCES)),
    }
}

#[test]
fn a_sealed_memfd_keeps_its_size_and_an_unsealable_one_takes_no_seal() {
    let size = |descriptor, bytes| {
        // SAFETY: ftruncate takes no pointers.
        unsafe { libc::ftruncate(descriptor, bytes) }
    };
    let seals = libc::F_SEAL_SHRINK | libc::F_SEAL_GROW;
    for (flags, sealed) in [(libc::MFD_ALLOW_SEALING, 0), (0, -1)] {
        // SAFETY: memfd_create reads a C string, which this is.
        let descriptor = unsafe { libc::memfd_create(c"shm".as_ptr(), flags) };
        assert!(descriptor >= 0);
        assert_eq!(size(descriptor, 4096), 0);
        // SAFETY: F_ADD_SEALS takes a number.
        let status = unsafe { libc::fcntl(descriptor, libc::F_ADD_SEALS, seals) };
        assert_eq!(status, sealed);
        for other in [0, 8192] {
            assert_eq!(size(descriptor, other) == -1, sealed == 0);
        }
        // SAFETY: close takes no pointers, and the descriptor is this test's.
        assert_eq!(unsafe { libc::close(descriptor) }, 0);
    }
}
