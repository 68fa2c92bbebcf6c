//! Lab 4, solved: attach, add up, detach, and do it again.
//!
//! Usage: solution4 SHMID ROUNDS

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
    let numbers = match arguments.as_slice() {
        [id, rounds] => id.parse().ok().zip(rounds.parse().ok()),
        _ => None,
    };
    let Some((id, rounds)) = numbers else {
        eprintln!("usage: solution4 SHMID ROUNDS");
        return ExitCode::from(2);
    };
    match report(id, rounds) {
        Ok(()) => ExitCode::SUCCESS,
        Err((call, errno)) => {
            eprintln!("{call}: {errno}");
            ExitCode::FAILURE
        }
    }
}

fn report(id: libc::c_int, rounds: u32) -> Result<(), Failure> {
    let mut sum = 0;
    for _ in 0..rounds {
        let address = attach(id)?;
        // Asked while attached: until the detach below, the id cannot mean another segment.
        let size = ask(id).map(|stat| stat.shm_segsz);
        let round = size.map(|size| add_up(address.cast(), size));
        detach(address)?;
        sum = round?;
    }
    println!("sum={sum} nattch={}", ask(id)?.shm_nattch);
    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
    Ok(())
}

fn add_up(start: *const u8, size: usize) -> u64 {
    let byte = |offset| {
        // SAFETY: the segment at `start` is attached and has `size` bytes; `offset` is less.
        // Volatile, since another process may write: no slice may promise the opposite.
        u64::from(unsafe { start.wrapping_add(offset).read_volatile() })
    };
    (0..size).map(byte).sum()
}

fn attach(id: libc::c_int) -> Result<*mut libc::c_void, Failure> {
    // SAFETY: with a null address the kernel picks unused room, so no mapping of ours moves.
    let address = unsafe { libc::shmat(id, std::ptr::null(), libc::SHM_RDONLY) };
    Errno::result(address).map_err(|errno| ("shmat", errno))
}

/// Takes the very address that `shmat` gave: not the id, and no address inside.
fn detach(address: *mut libc::c_void) -> Result<(), Failure> {
    // SAFETY: `address` came from shmat, and nothing uses it after this call.
    let result = unsafe { libc::shmdt(address) };
    Errno::result(result)
        .map_err(|errno| ("shmdt", errno))
        .map(drop)
}

fn ask(id: libc::c_int) -> Result<libc::shmid_ds, Failure> {
    let mut stat = MaybeUninit::<libc::shmid_ds>::uninit();
    // SAFETY: IPC_STAT writes one shmid_ds, and the pointer has room for exactly one.
    let result = unsafe { libc::shmctl(id, libc::IPC_STAT, stat.as_mut_ptr()) };
    Errno::result(result).map_err(|errno| ("shmctl", errno))?;
    // SAFETY: the call succeeded, so the kernel has filled the whole struct.
    Ok(unsafe { stat.assume_init() })
}
