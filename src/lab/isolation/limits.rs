//! What a program under test may use up. The kernel enforces it: `setrlimit(2)`.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use nix::sys::prctl;
use nix::sys::ptrace;
use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};
use nix::sys::signal::Signal;
use nix::unistd::getppid;

/// Address space of each process.
const MEMORY: u64 = 1 << 30;
/// Any file that it writes.
const FILE: u64 = 16 << 20;
/// CPU time of each process, in seconds. The time limit usually comes first.
const CPU: u64 = 30;
/// Processes and threads, on top of those that the machine runs already.
pub const PROCESSES: u64 = 256;

/// The role `__confine`: takes on the limits and becomes the program.
///
/// This is a process of its own, between the checker and the program, because the limits
/// have to be set after the fork and before the exec. In one process that would take code
/// between the two (`CommandExt::pre_exec`), where almost nothing is allowed.
///
/// The words: `traced` or `free`, the pid of the judge, the program with its arguments.
pub fn become_program(words: &[OsString]) -> io::Error {
    let [how, judge, program, arguments @ ..] = words else {
        return io::ErrorKind::InvalidInput.into();
    };
    if let Err(errno) = take_on(how == "traced") {
        return errno.into();
    }
    // Whoever has lost its judge before it had asked to die with it ends here.
    if judge.to_str() != Some(&getppid().to_string()) {
        return io::ErrorKind::BrokenPipe.into();
    }
    Command::new(program)
        .args(arguments)
        .env("RUST_BACKTRACE", "0")
        .exec()
}

fn take_on(traced: bool) -> nix::Result<()> {
    let processes = tasks_now() + PROCESSES;
    at_most(Resource::RLIMIT_AS, MEMORY)?;
    at_most(Resource::RLIMIT_FSIZE, FILE)?;
    at_most(Resource::RLIMIT_CPU, CPU)?;
    at_most(Resource::RLIMIT_CORE, 0)?;
    at_most(Resource::RLIMIT_NPROC, processes)?;
    prctl::set_pdeathsig(Signal::SIGKILL)?;
    if traced { ptrace::traceme() } else { Ok(()) }
}

/// Where a lower limit is in force already, it stays: only root may raise one.
fn at_most(resource: Resource, wish: u64) -> nix::Result<()> {
    let (_, hard) = getrlimit(resource)?;
    // `rlim_t` has 32 bits on some machines; our wishes fit.
    let limit = rlim_t::try_from(wish).map_or(hard, |wish| wish.min(hard));
    setrlimit(resource, limit, limit)
}

/// The limit counts all processes of a user, so those that are there already come on top.
fn tasks_now() -> u64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let total = text
        .split(['/', ' '])
        .nth(4)
        .and_then(|total| total.parse().ok());
    total.unwrap_or(PROCESSES)
}
