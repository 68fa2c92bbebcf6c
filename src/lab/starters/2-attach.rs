//! Lab 2: attach a segment, read-only.
//!
//! Usage: lab2 SHMID
//!
//! Your program attaches the segment read-only, prints one line
//! `address=0x… size=… nattch=…` and nothing else, and stays attached until stdin ends,
//! whatever arrives there before. The size is the one that was asked for, and nattch counts
//! all attachments, yours and those of others.
//!
//! It touches no byte of the segment: reading one would already make the kernel provide
//! memory for it. It never attaches for writing, and leaves the segment where it is.
//!
//! Attach first, ask for size and nattch second. Between a question and an attach, the id
//! could come to mean another segment. An id that names nothing is `shmat: EINVAL`.
//!
//! An error goes to stderr as `<call>: <ERRNO symbol>`, with exit code 1 and nothing on
//! stdout. Wrong usage is exit code 2: another number of arguments, or a word where a number
//! belongs. Check it with `cargo lab check 2`. The first failure is expected.

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
        eprintln!("usage: lab2 SHMID");
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

fn report(id: libc::c_int) -> Result<(), Failure> {
    let address = attach_read_only(id)?;
    let stat = ask(id)?;
    let (size, nattch) = (stat.shm_segsz, stat.shm_nattch);
    println!("address={address:p} size={size} nattch={nattch}");
    // Stay attached until stdin closes. The end of the process detaches.
    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
    Ok(())
}

/// Attach with `libc::shmat`. Let the kernel choose the address.
///
/// Which value says that `shmat` failed? It is not the null pointer. `Errno::result` knows
/// it for a `*mut c_void`. `.map_err(|errno| ("shmat", errno))` adds the call's name.
fn attach_read_only(id: libc::c_int) -> Result<*mut libc::c_void, Failure> {
    todo!("attach segment {id}, read-only")
}

/// Ask the kernel with `libc::shmctl` and `IPC_STAT`.
///
/// The kernel fills a `libc::shmid_ds` that you provide: `MaybeUninit::uninit()`, then
/// `as_mut_ptr()`, and after a success `assume_init()`.
fn ask(id: libc::c_int) -> Result<libc::shmid_ds, Failure> {
    todo!("ask the kernel about segment {id}")
}
