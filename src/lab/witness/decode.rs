//! What an instruction is about to do to memory.

use std::collections::HashMap;

use iced_x86::{
    Decoder, DecoderOptions, Instruction, InstructionInfoFactory, Mnemonic, OpAccess,
    OpKind, Register, UsedMemory,
};
use nix::libc::user_regs_struct;

use super::registers;

/// What an access does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Load,
    Store,
    /// A load and a store by one instruction. Only if `Operand::atomic` is set, nobody comes in between.
    Update,
}

impl Kind {
    pub fn stores(self) -> bool {
        self != Self::Load
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Store => "store",
            Self::Update => "update",
        }
    }
}

/// One place in memory that an instruction accesses.
#[derive(Debug, Clone, Copy)]
pub struct Operand {
    pub address: u64,
    pub length: u64,
    pub kind: Kind,
    /// With a `lock` prefix, or an `xchg`, which is always locked.
    pub atomic: bool,
    /// Only the address is known: more may be accessed than this says.
    pub is_unknown: bool,
}

impl Operand {
    /// An access of which only the address is known.
    pub fn unknown(address: u64) -> Self {
        Self {
            address,
            length: 1,
            kind: Kind::Update,
            atomic: false,
            is_unknown: true,
        }
    }
}

/// A decoded instruction.
pub struct Decoded {
    bytes: [u8; LONGEST],
    pub instruction: Instruction,
    memory: Vec<UsedMemory>,
}

/// The longest instruction that an x86 processor takes.
pub const LONGEST: usize = 15;

/// Instructions that have been seen, by address. A loop decodes each of its own once.
#[derive(Default)]
pub struct Instructions {
    seen: HashMap<u64, Decoded>,
    factory: Option<InstructionInfoFactory>,
}

impl Instructions {
    /// The instruction at `at`, whose bytes are these: another one may have been there before.
    pub fn decode(&mut self, at: u64, bytes: [u8; LONGEST]) -> Option<&Decoded> {
        if self.seen.get(&at).is_none_or(|known| known.bytes != bytes) {
            let instruction =
                Decoder::with_ip(64, &bytes, at, DecoderOptions::NONE).decode();
            if instruction.is_invalid() {
                return None;
            }
            let factory = self.factory.get_or_insert_with(InstructionInfoFactory::new);
            let memory = factory.info(&instruction).used_memory().to_vec();
            self.seen.insert(
                at,
                Decoded {
                    bytes,
                    instruction,
                    memory,
                },
            );
        }
        self.seen.get(&at)
    }
}

impl Decoded {
    /// All that it will access, loads first: so does the processor.
    pub fn operands(&self, regs: &user_regs_struct) -> Vec<Operand> {
        let mut all: Vec<Operand> = self
            .memory
            .iter()
            .filter_map(|used| self.operand(used, regs))
            .collect();
        all.sort_by_key(|operand| operand.kind);
        all
    }

    fn operand(&self, used: &UsedMemory, regs: &user_regs_struct) -> Option<Operand> {
        let kind = match used.access() {
            OpAccess::Read | OpAccess::CondRead => Kind::Load,
            OpAccess::Write | OpAccess::CondWrite => Kind::Store,
            OpAccess::ReadWrite | OpAccess::ReadCondWrite => Kind::Update,
            OpAccess::None | OpAccess::NoMemAccess => return None,
        };
        let address =
            used.virtual_address(0, |register, _, _| registers::get(regs, register))?;
        let exchanges = self.instruction.mnemonic() == Mnemonic::Xchg;
        let atomic = exchanges || self.instruction.has_lock_prefix();
        // Of a repeated instruction, the length of the whole is unknown, and that of a round is wanted.
        let sizes = [used.memory_size(), self.instruction.memory_size()];
        let length = sizes
            .iter()
            .map(|size| size.size() as u64)
            .find(|&size| size > 0);
        let length = length.unwrap_or(1);
        Some(Operand {
            address,
            length,
            kind,
            atomic,
            is_unknown: false,
        })
    }

    /// What a plain load or store does, if this is one: `mov`, `movzx`, `movsx`, `movsxd` between memory and a
    /// general register, or a number to memory.
    pub fn plain(&self) -> Option<Plain> {
        let one = &self.instruction;
        let (length, signed) = match one.mnemonic() {
            Mnemonic::Mov | Mnemonic::Movzx => (one.len() as u64, false),
            Mnemonic::Movsx | Mnemonic::Movsxd => (one.len() as u64, true),
            _ => return None,
        };
        if self.memory.len() != 1 || one.op_count() != 2 {
            return None;
        }
        let moves = match (one.op0_kind(), one.op1_kind()) {
            (OpKind::Register, OpKind::Memory) if one.op0_register().is_gpr() => {
                Moves::Into {
                    to: one.op0_register(),
                    signed,
                }
            }
            (OpKind::Memory, OpKind::Register) if one.op1_register().is_gpr() => {
                Moves::From(one.op1_register())
            }
            (OpKind::Memory, _) => Moves::Number(one.try_immediate(1).ok()?),
            _ => return None,
        };
        Some(Plain { moves, length })
    }
}

/// A plain load or store.
#[derive(Debug, Clone, Copy)]
pub struct Plain {
    pub moves: Moves,
    /// The length of the instruction.
    pub length: u64,
}

/// What it moves.
#[derive(Debug, Clone, Copy)]
pub enum Moves {
    /// From memory; is the value's sign extended?
    Into {
        to: Register,
        signed: bool,
    },
    /// To memory.
    From(Register),
    Number(u64),
}
