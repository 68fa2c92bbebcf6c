//! A seccomp filter: system calls that the kernel refuses; `seccomp(2)`, `bpf(4)`'s classic form.

use nix::errno::Errno;
use nix::libc;

/// What is refused.
#[derive(Clone, Copy)]
pub struct Refusal {
    call: libc::c_long,
    errno: Errno,
    /// Which argument is looked at, and the bits of which one must be set. Else always.
    only: Option<(u32, u32)>,
}

/// `CLONE_NEWNS`, `…CGROUP`, `…UTS`, `…IPC`, `…USER`, `…PID`, `…NET`.
const NEW_NAMESPACES: u32 = 0x7e02_0000;

/// No program can be traced.
pub const NO_TRACING: &[Refusal] = &[always(libc::SYS_ptrace, Errno::EPERM)];

/// As in a container: `clone3` hands over its flags in memory, where no filter sees them.
pub const NO_NAMESPACES: &[Refusal] = &[
    always(libc::SYS_clone3, Errno::ENOSYS),
    only(libc::SYS_clone, 0, NEW_NAMESPACES),
    only(libc::SYS_unshare, 0, NEW_NAMESPACES),
];

/// As in qemu's user emulation.
pub const NO_SUBREAPER: &[Refusal] = &[Refusal {
    errno: Errno::EINVAL,
    ..only(libc::SYS_prctl, 0, 36)
}];

const fn always(call: libc::c_long, errno: Errno) -> Refusal {
    Refusal {
        call,
        errno,
        only: None,
    }
}

const fn only(call: libc::c_long, argument: u32, bits: u32) -> Refusal {
    Refusal {
        call,
        errno: Errno::EPERM,
        only: Some((argument, bits)),
    }
}

/// The filter's instructions as bytes, as bwrap reads them.
pub fn refusing(refusals: &[Refusal]) -> Vec<u8> {
    let mut code = Vec::new();
    for refusal in refusals {
        let Refusal { call, errno, only } = *refusal;
        let jump = |skip| instruction(0x15, 0, skip, u32::try_from(call).unwrap());
        let refuse = instruction(0x06, 0, 0, 0x0005_0000 | errno as u32);
        // BPF_LD of `seccomp_data`: the call's number, then the low half of an argument.
        code.extend(instruction(0x20, 0, 0, 0));
        match only {
            None => code.extend([jump(1), refuse].concat()),
            Some((argument, bits)) => {
                code.extend(jump(3));
                code.extend(instruction(0x20, 0, 0, low_half(argument)));
                code.extend(instruction(0x45, 0, 1, bits));
                code.extend(refuse);
            }
        }
    }
    code.extend(instruction(0x06, 0, 0, 0x7fff_0000));
    code
}

fn low_half(argument: u32) -> u32 {
    16 + 8 * argument + if cfg!(target_endian = "big") { 4 } else { 0 }
}

/// `struct sock_filter`.
fn instruction(code: u16, if_true: u8, if_false: u8, value: u32) -> [u8; 8] {
    let mut bytes = [0; 8];
    bytes[..2].copy_from_slice(&code.to_ne_bytes());
    bytes[2..4].copy_from_slice(&[if_true, if_false]);
    bytes[4..].copy_from_slice(&value.to_ne_bytes());
    bytes
}
