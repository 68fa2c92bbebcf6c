//! Letting another process read this one's memory, where the Yama security module asks for that.

use nix::errno::Errno;

/// Not in the libc crate for Linux: from `<linux/prctl.h>`.
const PR_SET_PTRACER: libc::c_int = 0x5961_6d61;

/// Allows the process `pid` to use `process_vm_readv(2)` on this one, as a debugger could.
///
/// Many distributions set `kernel.yama.ptrace_scope` to 1: then only an ancestor may, and whom
/// `PR_SET_PTRACER` names; see `ptrace(2)`.
///
/// # Errors
/// `EINVAL` where there is no Yama, and so no need to allow anything; or no such process.
pub fn allow_tracer(pid: u32) -> Result<(), Errno> {
    let pid = libc::c_ulong::from(pid);
    // SAFETY: PR_SET_PTRACER takes one number and touches no memory.
    let status = unsafe { libc::prctl(PR_SET_PTRACER, pid) };
    Errno::result(status).map(drop)
}
