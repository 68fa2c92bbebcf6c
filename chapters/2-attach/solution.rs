//! Lab 2, solved: attach read-only, say where, and touch nothing.
//!
//! Usage: solution2 SHMID

use std::mem::MaybeUninit;
use std::process::ExitCode;

use nix::errno::Errno;

/// The call that failed, and why.
type Failure = (&'static str, Errno);

fn main() -> ExitCode {
    // Not `args`, which panics at a word that is not UTF-8. What comes of such a word here
    // is no number.
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let id = match arguments.as_slice() {
        [id] => id.parse().ok(),
        _ => None,
    };
    let Some(id) = id else {
        eprintln!("usage: solution2 SHMID");
        return ExitCode::from(2);
    };
    match report(id) {
        Ok(()) => ExitCode::SUCCESS,
        Err((call, errno)) => {
            eprintln!("{call}: {errno}");
            ExitCode::FAILURE
        }
    }
}

/// Attaches first and asks second. The other way round, the segment could be removed in
/// between and its id could come to mean another one, of another size.
fn report(id: libc::c_int) -> Result<(), Failure> {
    let address = attach_read_only(id)?;
    let stat = ask(id)?;
    let (size, nattch) = (stat.shm_segsz, stat.shm_nattch);
    println!("address={address:p} size={size} nattch={nattch}");
    // Stay attached until stdin closes. The end of the process detaches.
    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
    Ok(())
}

/// `SHM_RDONLY` lets the kernel refuse every store, also a mistaken one: SIGSEGV.
fn attach_read_only(id: libc::c_int) -> Result<*mut libc::c_void, Failure> {
    // SAFETY: with a null address the kernel picks unused room, so no mapping of ours moves.
    let address = unsafe { libc::shmat(id, std::ptr::null(), libc::SHM_RDONLY) };
    // The failure value is (void *)-1. A test against null would never fire.
    Errno::result(address).map_err(|errno| ("shmat", errno))
}

fn ask(id: libc::c_int) -> Result<libc::shmid_ds, Failure> {
    let mut stat = MaybeUninit::<libc::shmid_ds>::uninit();
    // SAFETY: IPC_STAT writes one shmid_ds, and the pointer has room for exactly one.
    let result = unsafe { libc::shmctl(id, libc::IPC_STAT, stat.as_mut_ptr()) };
    Errno::result(result).map_err(|errno| ("shmctl", errno))?;
    // SAFETY: the call succeeded, so the kernel has filled the whole struct.
    Ok(unsafe { stat.assume_init() })
}
