//! Lab 4: attach, add up, detach, and do it again.
//!
//! Usage: lab4 SHMID ROUNDS
//!
//! ROUNDS times (at least once), your program attaches the segment, adds up all its bytes
//! and detaches. A byte is a number from 0 to 255, and the sum may need 64 bits. Then it
//! prints one line `sum=<sum of the last round> nattch=<nattch after the last detach>` and
//! nothing else, and stays until stdin ends, whatever arrives there before. By then no
//! process of it has a mapping of the segment, and it never holds more than one. Others may
//! be attached too, so nattch need not be 0. The segment stays.
//!
//! The size is the segment's own, from `IPC_STAT`, and not the page-rounded size of the
//! mapping: what is behind it on the last page is not part of the segment.
//!
//! An error goes to stderr as `<call>: <ERRNO symbol>`, for example `shmat: EINVAL` for an id
//! that names nothing, with exit code 1 and nothing on stdout. Wrong usage is exit code 2:
//! another number of arguments, or a word where a number belongs. Check it with
//! `cargo lab check 4`. The first failure is expected.

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
        eprintln!("usage: lab4 SHMID ROUNDS");
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
        sum = one_round(id)?;
    }
    println!("sum={sum} nattch={}", ask(id)?.shm_nattch);
    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
    Ok(())
}

/// `shmat`, then the size from `ask`, then the sum, then `shmdt`.
///
/// Detach also when something in between fails. Read each byte with `read_volatile` through
/// the raw pointer: a slice would promise that nobody writes to the segment meanwhile.
fn one_round(id: libc::c_int) -> Result<u64, Failure> {
    todo!("attach segment {id}, add up its bytes, detach")
}

fn ask(id: libc::c_int) -> Result<libc::shmid_ds, Failure> {
    let mut stat = MaybeUninit::<libc::shmid_ds>::uninit();
    // SAFETY: IPC_STAT writes one shmid_ds, and the pointer has room for exactly one.
    let result = unsafe { libc::shmctl(id, libc::IPC_STAT, stat.as_mut_ptr()) };
    Errno::result(result).map_err(|errno| ("shmctl", errno))?;
    // SAFETY: the call succeeded, so the kernel has filled the whole struct.
    Ok(unsafe { stat.assume_init() })
}
