//! The role `__confine`: gives up whatever the trial shall not have, and becomes the program.
//!
//! This is a process of its own, between the judge and the program, because all this has to be
//! done after the fork and before the exec. In one process that would take code between the two
//! (`CommandExt::pre_exec`), where almost nothing is allowed.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use capctl::caps::{CapState, ambient, bounding};
use nix::sys::prctl;
use nix::sys::ptrace;
use nix::sys::signal::{Signal, raise};
use nix::unistd::getppid;

use super::namespaces::{self, Isolation};
use super::{limits, mark, reach};

/// How a role says that the program is still the checker's.
pub const TRACED: &str = "traced";

/// How a role says that a witness comes before the program's first instruction.
pub const WATCHED: &str = "watched";

/// The words: `traced`, `watched` or `free`, the isolation, the pid of the judge, the working folder, how
/// many of the program's words were named by whoever started the checker, the program with its
/// arguments.
pub fn become_program(words: &[OsString]) -> io::Error {
    match prepare(words) {
        Ok(mut command) => command.exec(),
        Err(error) => error,
    }
}

fn prepare(words: &[OsString]) -> io::Result<Command> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidInput);
    let [how, isolation, judge, folder, named, program @ ..] = words else {
        return Err(invalid());
    };
    let text = |word: &OsString| word.to_str().map(str::to_string).ok_or_else(invalid);
    let isolation: Isolation = text(isolation)?.parse().map_err(|()| invalid())?;
    let named: usize = text(named)?.parse().map_err(|_| invalid())?;
    let named = program.get(..named.max(1)).ok_or_else(invalid)?;

    prctl::set_pdeathsig(Signal::SIGKILL)?;
    // Whoever has lost its judge before it had asked to die with it ends here. From inside a PID
    // namespace the judge cannot be seen, but there the first process dies with the judge.
    if !isolation.has_namespaces() {
        if text(judge)? != getppid().to_string() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        mark::take_on(getppid())?;
        // Another group has cleared it.
        prctl::set_pdeathsig(Signal::SIGKILL)?;
    }
    limits::take_on()?;
    if isolation.has_namespaces() {
        let paths: Vec<&Path> = named.iter().map(Path::new).collect();
        namespaces::mount_for_run(&paths)?;
    }
    if how == TRACED {
        ptrace::traceme()?;
    }
    prctl::set_no_new_privs()?;
    reach::restrict(named, Path::new(folder)).map_err(io::Error::other)?;
    give_up_capabilities()?;

    let mut command = Command::new(&program[0]);
    command
        .args(&program[1..])
        .current_dir(folder)
        .env("TMPDIR", folder)
        .env("RUST_BACKTRACE", "0");
    if how == TRACED || how == WATCHED {
        // LeakSanitizer is a tracer itself, and a process has only one.
        let mut options = std::env::var_os("ASAN_OPTIONS").unwrap_or_default();
        options.push(":detect_leaks=0");
        command.env("ASAN_OPTIONS", options);
    }
    for (name, _) in std::env::vars_os() {
        if looks_secret(&name.to_string_lossy()) {
            command.env_remove(name);
        }
    }
    if how == WATCHED {
        raise(Signal::SIGSTOP)?;
    }
    Ok(command)
}

/// No capability, and no way to one. As an ordinary user without a namespace there is no right to
/// empty the bounding set; then `no_new_privs` has to do.
pub fn give_up_capabilities() -> io::Result<()> {
    let _ = bounding::clear();
    ambient::clear()?;
    Ok(CapState::empty().set_current()?)
}

/// Servers hand their secrets to programs this way.
fn looks_secret(name: &str) -> bool {
    let name = name.to_uppercase();
    let words = [
        "TOKEN",
        "SECRET",
        "PASSW",
        "CREDENTIAL",
        "API_KEY",
        "ACCESS_KEY",
        "AUTH",
    ];
    words.iter().any(|word| name.contains(word))
}
