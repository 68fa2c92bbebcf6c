//! Reading a stopped task's memory.

use std::io::{IoSlice, IoSliceMut};

use nix::errno::Errno;
use nix::libc;
use nix::sys::ptrace;
use nix::sys::uio::{RemoteIoVec, process_vm_readv, process_vm_writev};
use nix::unistd::Pid;

/// A few bytes of a segment, as they were at one moment. Most accesses have eight or less; no instruction
/// has more than 64 in one operand, and of a system call's buffer nobody wants to read more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    bytes: [u8; Value::MOST],
    length: u8,
}

impl Value {
    /// More are cut off.
    pub const MOST: usize = 64;

    /// A copy of the first bytes.
    pub fn new(bytes: &[u8]) -> Self {
        let length = bytes.len().min(Self::MOST);
        let mut value = Self {
            bytes: [0; Self::MOST],
            length: length as u8,
        };
        value.bytes[..length].copy_from_slice(&bytes[..length]);
        value
    }

    /// Its bytes, the one with the lowest address first.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// As a number, if it has the length of one.
    pub fn number(&self) -> Option<u64> {
        let mut word = [0; 8];
        if !matches!(self.length, 1 | 2 | 4 | 8) {
            return None;
        }
        word[..usize::from(self.length)].copy_from_slice(self.bytes());
        Some(u64::from_le_bytes(word))
    }
}

/// Copies from memory that the task itself could read. `None` if it could not.
pub fn read(pid: Pid, address: u64, into: &mut [u8]) -> Option<()> {
    let length = into.len();
    let from = RemoteIoVec {
        base: address as usize,
        len: length,
    };
    let done = process_vm_readv(pid, &mut [IoSliceMut::new(into)], &[from]);
    (done == Ok(length)).then_some(())
}

/// Copies to memory that the task itself could write. `None` if it could not.
pub fn write(pid: Pid, address: u64, bytes: &[u8]) -> Option<()> {
    let length = bytes.len();
    let to = RemoteIoVec {
        base: address as usize,
        len: length,
    };
    let done = process_vm_writev(pid, &[IoSlice::new(bytes)], &[to]);
    (done == Ok(length)).then_some(())
}

/// A number of 64 bits.
pub fn word(pid: Pid, address: u64) -> Option<u64> {
    let mut bytes = [0; 8];
    read(pid, address, &mut bytes)?;
    Some(u64::from_le_bytes(bytes))
}

/// Copies from guarded memory, which the task itself could not read: a debugger may.
///
/// It peeks whole words, and those never reach into another page.
pub fn peek(pid: Pid, address: u64, length: usize) -> Option<Value> {
    let mut bytes = [0; Value::MOST + 16];
    let length = length.min(Value::MOST);
    let first = address & !7;
    let skip = (address - first) as usize;
    let words = (skip + length).div_ceil(8);
    for (index, place) in (0u64..).zip(bytes.chunks_exact_mut(8).take(words)) {
        let at = (first + 8 * index) as usize as *mut libc::c_void;
        let word = ptrace::read(pid, at);
        place.copy_from_slice(&word.or(Err(Errno::EIO)).ok()?.to_ne_bytes());
    }
    Some(Value::new(&bytes[skip..skip + length]))
}
