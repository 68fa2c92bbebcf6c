//! Lab 3, solved: pass a text from one program to another.
//!
//! Usage: solution3 write KEY TEXT
//!        solution3 read KEY
//!
//! The segment: a u32 length at offset 0, a u32 state at offset 4, the text from offset 8.

use std::ffi::OsString;
use std::io::Write as _;
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStrExt as _;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};

use nix::errno::Errno;

const SIZE: usize = 1024;
const LENGTH_AT: usize = 0;
const STATE_AT: usize = 4;
const TEXT_AT: usize = 8;
const CAPACITY: usize = SIZE - TEXT_AT;

const EMPTY: u32 = 0;
const FULL: u32 = 1;

/// The call that failed, and why.
type Failure = (&'static str, Errno);

fn main() -> ExitCode {
    // `args_os`, since `args` panics when an argument is not UTF-8.
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let result = match arguments.as_slice() {
        [verb, key, text] if verb == "write" => {
            number(key).map(|key| write(key, text.as_bytes()))
        }
        [verb, key] if verb == "read" => number(key).map(read),
        _ => None,
    };
    match result {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err((call, errno))) => {
            eprintln!("{call}: {errno}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("usage: solution3 write KEY TEXT | read KEY");
            ExitCode::from(2)
        }
    }
}

/// Decimal, or hexadecimal after `0x`. By way of u32: `ipcs` shows a negative key as a large one.
fn number(text: &OsString) -> Option<libc::key_t> {
    let text = text.to_str()?;
    match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok().map(|bits| bits as i32),
        None => text.parse().ok(),
    }
}

/// Judges the text before the first call: a text that does not fit leaves no trace.
fn write(key: libc::key_t, text: &[u8]) -> Result<(), Failure> {
    let length = u32::try_from(text.len()).map_err(|_| ("write", Errno::EMSGSIZE))?;
    if text.len() > CAPACITY {
        return Err(("write", Errno::EMSGSIZE));
    }
    let id = get(key, SIZE, libc::IPC_CREAT | libc::IPC_EXCL | 0o600)?;
    let result = attach(id).and_then(|base| {
        publish(base, length, text);
        detach(base)
    });
    if result.is_err() {
        // Ours, and useless without its text. The first error is the one to report.
        let _ = remove(id);
    }
    result
}

/// Length and text first, the state last: whoever sees `FULL` sees the whole message.
fn publish(base: *mut u8, length: u32, text: &[u8]) {
    let room = base.wrapping_add(TEXT_AT);
    // SAFETY: `room` has CAPACITY bytes, the caller has checked that the text fits, and a
    // segment never overlaps our heap.
    unsafe { std::ptr::copy_nonoverlapping(text.as_ptr(), room, text.len()) };
    word(base, LENGTH_AT).store(length, Ordering::Relaxed);
    // Release pairs with the Acquire in `read`.
    word(base, STATE_AT).store(FULL, Ordering::Release);
}

/// Looks the segment up with size `SIZE` and without `IPC_CREAT`: a missing key is ENOENT and a
/// smaller segment is EINVAL, where a created one would be an empty message. A larger one is
/// found, too, so its size has to be looked at.
fn read(key: libc::key_t) -> Result<(), Failure> {
    let id = get(key, SIZE, 0)?;
    let base = attach(id)?;
    // Asked while attached: until the detach, the id cannot mean another segment.
    let text = ask(id).and_then(|stat| receive(base, stat.shm_segsz));
    detach(base)?;
    let mut text = text?;
    text.push(b'\n');
    // The bytes go out as they came in. They need not be UTF-8.
    std::io::stdout()
        .write_all(&text)
        .map_err(|error| ("write", Errno::from_raw(error.raw_os_error().unwrap_or(0))))?;
    remove(id)
}

/// Copies the text out. The length is loaded once, checked, and that checked number used: a
/// second load could bring another number than the one which passed the check.
fn receive(base: *mut u8, size: usize) -> Result<Vec<u8>, Failure> {
    if size != SIZE {
        return Err(("read", Errno::EBADMSG));
    }
    match word(base, STATE_AT).load(Ordering::Acquire) {
        FULL => {}
        EMPTY => return Err(("read", Errno::EAGAIN)),
        _ => return Err(("read", Errno::EBADMSG)),
    }
    let length = word(base, LENGTH_AT).load(Ordering::Relaxed) as usize;
    if length > CAPACITY {
        return Err(("read", Errno::EBADMSG));
    }
    let mut text = vec![0; length];
    let room = base.wrapping_add(TEXT_AT);
    // SAFETY: `length` is at most CAPACITY, so the copy stays inside the segment, and the
    // vector has room for `length` bytes.
    unsafe { std::ptr::copy_nonoverlapping(room, text.as_mut_ptr(), length) };
    Ok(text)
}

/// A u32 in the segment. Another process may write it at any time, so it is an atomic and
/// never a plain `&u32`.
fn word<'a>(base: *mut u8, offset: usize) -> &'a AtomicU32 {
    let address = base.wrapping_add(offset).cast::<libc::c_void>();
    // SAFETY: `base` is the page-aligned start of an attached segment of at least SIZE bytes,
    // `offset` is 0 or 4, and no caller keeps the reference beyond `detach`.
    unsafe { AtomicU32::from_ptr(address.cast()) }
}

fn get(key: libc::key_t, size: usize, flags: i32) -> Result<libc::c_int, Failure> {
    // SAFETY: shmget takes three numbers and touches no memory of ours.
    let id = unsafe { libc::shmget(key, size, flags) };
    Errno::result(id).map_err(|errno| ("shmget", errno))
}

fn ask(id: libc::c_int) -> Result<libc::shmid_ds, Failure> {
    let mut stat = MaybeUninit::<libc::shmid_ds>::uninit();
    // SAFETY: IPC_STAT writes one shmid_ds, and the pointer has room for exactly one.
    let result = unsafe { libc::shmctl(id, libc::IPC_STAT, stat.as_mut_ptr()) };
    Errno::result(result).map_err(|errno| ("shmctl", errno))?;
    // SAFETY: the call succeeded, so the kernel has filled the whole struct.
    Ok(unsafe { stat.assume_init() })
}

fn attach(id: libc::c_int) -> Result<*mut u8, Failure> {
    // SAFETY: with a null address the kernel picks unused room, so no mapping of ours moves.
    let address = unsafe { libc::shmat(id, std::ptr::null(), 0) };
    let address = Errno::result(address).map_err(|errno| ("shmat", errno))?;
    Ok(address.cast())
}

fn detach(base: *mut u8) -> Result<(), Failure> {
    // SAFETY: `base` came from shmat, and nothing uses it after this call.
    let result = unsafe { libc::shmdt(base.cast()) };
    Errno::result(result)
        .map_err(|errno| ("shmdt", errno))
        .map(drop)
}

fn remove(id: libc::c_int) -> Result<(), Failure> {
    // SAFETY: IPC_RMID ignores its third argument.
    let result = unsafe { libc::shmctl(id, libc::IPC_RMID, std::ptr::null_mut()) };
    Errno::result(result)
        .map_err(|errno| ("shmctl", errno))
        .map(drop)
}
