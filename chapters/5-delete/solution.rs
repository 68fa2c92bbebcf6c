//! Lab 5, solved: hand a segment over, and leave nothing behind, whatever happens.
//!
//! Usage: solution5 SIZE

use std::io::{Error, Write as _};
use std::process::{Command, ExitCode};

use nix::errno::Errno;

/// What the child writes at offset 0.
const WORD: &[u8; 4] = b"done";

/// The call that failed, and why.
type Failure = (&'static str, Errno);

fn main() -> ExitCode {
    // Not `args`, which panics at a word that is not UTF-8. What comes of such a word here
    // is no number.
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let result = match arguments.as_slice() {
        [role, id] if role == "child" => id.parse().ok().map(child),
        [size] => size.parse().ok().map(parent),
        _ => None,
    };
    match result {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err((call, errno))) => {
            eprintln!("{call}: {errno}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("usage: solution5 SIZE");
            ExitCode::from(2)
        }
    }
}

/// The removal comes at once, not at the end: from then on the segment lives only as long as
/// somebody is attached, and a killed process is detached by the kernel.
fn parent(size: usize) -> Result<(), Failure> {
    let id = create(size)?;
    let attached = attach(id);
    // Also when the attach failed: nobody else knows the id.
    remove(id)?;
    let address = attached?;
    println!("shmid={id}");
    wait_for_line()?;
    run_child(id)?;
    let word = load(address);
    println!("child wrote: {}", String::from_utf8_lossy(&word));
    Ok(())
}

/// On Linux an id stays good until the last detach, even when it is marked for removal.
fn child(id: libc::c_int) -> Result<(), Failure> {
    let address = attach(id)?;
    for (offset, byte) in WORD.iter().enumerate() {
        // SAFETY: the segment is attached, and the kernel has given it at least one page.
        unsafe { address.wrapping_add(offset).write_volatile(*byte) };
    }
    Ok(())
}

fn load(address: *mut u8) -> [u8; 4] {
    std::array::from_fn(|offset| {
        // SAFETY: the segment is attached, and the kernel has given it at least one page.
        unsafe { address.wrapping_add(offset).read_volatile() }
    })
}

/// This program again. The new process inherits no attachment: exec drops them all.
fn run_child(id: libc::c_int) -> Result<(), Failure> {
    let program = std::env::current_exe().map_err(|error| sys("readlink", &error))?;
    let status = Command::new(program)
        .args(["child", &id.to_string()])
        .status()
        .map_err(|error| sys("exec", &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(("child", Errno::ECHILD))
    }
}

fn wait_for_line() -> Result<(), Failure> {
    std::io::stdout()
        .flush()
        .map_err(|error| sys("write", &error))?;
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .map_err(|error| sys("read", &error))?;
    Ok(())
}

fn sys(call: &'static str, error: &Error) -> Failure {
    (call, Errno::from_raw(error.raw_os_error().unwrap_or(0)))
}

fn create(size: usize) -> Result<libc::c_int, Failure> {
    // SAFETY: shmget takes three numbers and touches no memory of ours.
    let id = unsafe { libc::shmget(libc::IPC_PRIVATE, size, libc::IPC_CREAT | 0o600) };
    Errno::result(id).map_err(|errno| ("shmget", errno))
}

fn attach(id: libc::c_int) -> Result<*mut u8, Failure> {
    // SAFETY: with a null address the kernel picks unused room, so no mapping of ours moves.
    let address = unsafe { libc::shmat(id, std::ptr::null(), 0) };
    let address = Errno::result(address).map_err(|errno| ("shmat", errno))?;
    Ok(address.cast())
}

fn remove(id: libc::c_int) -> Result<(), Failure> {
    // SAFETY: IPC_RMID ignores its third argument.
    let result = unsafe { libc::shmctl(id, libc::IPC_RMID, std::ptr::null_mut()) };
    Errno::result(result)
        .map_err(|errno| ("shmctl", errno))
        .map(drop)
}
