//! Registers by the names that a decoded instruction uses.

use iced_x86::Register;
use nix::libc::user_regs_struct;

/// What a register holds; `None` for those that address nothing in 64-bit programs, such as vectors.
pub fn get(regs: &user_regs_struct, register: Register) -> Option<u64> {
    match register {
        Register::FS => return Some(regs.fs_base),
        Register::GS => return Some(regs.gs_base),
        Register::CS | Register::DS | Register::ES | Register::SS => return Some(0),
        Register::RIP => return Some(regs.rip),
        _ => {}
    }
    let mut copy = *regs;
    let whole = *place(&mut copy, register.full_register())?;
    let high = matches!(
        register,
        Register::AH | Register::BH | Register::CH | Register::DH
    );
    Some(match register.size() {
        4 => whole & 0xffff_ffff,
        2 => whole & 0xffff,
        1 if high => whole >> 8 & 0xff,
        1 => whole & 0xff,
        _ => whole,
    })
}

/// Fills a general register as `mov` does: 32 bits clear the upper half, 8 and 16 bits keep the rest.
pub fn set(regs: &mut user_regs_struct, register: Register, value: u64) -> Option<()> {
    let high = matches!(
        register,
        Register::AH | Register::BH | Register::CH | Register::DH
    );
    let place = place(regs, register.full_register())?;
    *place = match register.size() {
        8 => value,
        4 => value & 0xffff_ffff,
        2 => (*place & !0xffff) | (value & 0xffff),
        1 if high => (*place & !0xff00) | ((value & 0xff) << 8),
        1 => (*place & !0xff) | (value & 0xff),
        _ => return None,
    };
    Some(())
}

fn place(regs: &mut user_regs_struct, register: Register) -> Option<&mut u64> {
    Some(match register {
        Register::RAX => &mut regs.rax,
        Register::RBX => &mut regs.rbx,
        Register::RCX => &mut regs.rcx,
        Register::RDX => &mut regs.rdx,
        Register::RSI => &mut regs.rsi,
        Register::RDI => &mut regs.rdi,
        Register::RSP => &mut regs.rsp,
        Register::RBP => &mut regs.rbp,
        Register::R8 => &mut regs.r8,
        Register::R9 => &mut regs.r9,
        Register::R10 => &mut regs.r10,
        Register::R11 => &mut regs.r11,
        Register::R12 => &mut regs.r12,
        Register::R13 => &mut regs.r13,
        Register::R14 => &mut regs.r14,
        Register::R15 => &mut regs.r15,
        _ => return None,
    })
}
