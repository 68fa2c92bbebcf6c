//! One instruction of a stopped task, or one that cannot be parted from others.

use nix::sys::ptrace;
use nix::sys::signal::Signal;
use nix::unistd::Pid;

/// Does the kernel step on this kind of processor, and is it known here what cannot be stepped through?
/// POWER and RISC-V have exclusive pairs, too; ARM with 32 bits and older RISC-V kernels do not step.
pub const IS_POSSIBLE: bool = cfg!(any(target_arch = "x86", target_arch = "aarch64"));

/// The steps of all tasks.
#[derive(Debug, Default)]
pub struct Steps {
    #[cfg(target_arch = "aarch64")]
    traps: super::traps::Traps,
}

impl Steps {
    /// Lets a stopped task make one step.
    pub fn step(&mut self, pid: Pid, signal: Option<Signal>) -> nix::Result<()> {
        // Where its memory cannot be read, it has been killed; a step will tell.
        #[cfg(target_arch = "aarch64")]
        if signal.is_none() && self.traps.set_around_pair(pid).unwrap_or(false) {
            return ptrace::cont(pid, None);
        }
        ptrace::step(pid, signal)
    }

    /// It has stopped, for whatever reason.
    pub fn stopped(&mut self, pid: Pid) {
        #[cfg(target_arch = "aarch64")]
        self.traps.remove(pid);
        #[cfg(not(target_arch = "aarch64"))]
        let _ = pid;
    }
}
