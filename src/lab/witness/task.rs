//! The tasks of a program, as the watcher knows them. A task is a process or a thread.

use std::collections::BTreeMap;

use nix::libc::user_regs_struct;
use nix::unistd::Pid;
use shm_workbook::procfs::process;

use super::calls::Buffer;
use super::decode::{Operand, Plain};
use super::event::{End, SemOp};
use super::remote::Late;

/// Where a task stands.
#[derive(Debug, Clone)]
pub enum Phase {
    /// Stopped outside of everything; it may simply go on.
    Ready,
    /// Stopped before an instruction that accesses a segment.
    Access(Fault),
    /// Stopped before a system call that matters.
    Call(Call),
    /// In the kernel, and it waits.
    Waits(Call),
    /// `SIGSTOP` or the like has stopped it.
    Held,
    Dead,
}

/// An access that is about to be made.
#[derive(Debug, Clone)]
pub struct Fault {
    pub regs: Box<user_regs_struct>,
    /// Those of its operands that lie in guarded memory.
    pub operands: Vec<Operand>,
    /// If it is nothing but a load or a store.
    pub plain: Option<Plain>,
}

/// What kind of object an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Segment,
    Set,
    Queue,
}

/// A call that is about to be made, or that waits.
#[derive(Debug, Clone)]
pub struct Call {
    pub number: i64,
    pub words: [u64; 6],
    /// The registers at its entry.
    pub regs: Box<user_regs_struct>,
    /// Its memory in guarded segments, with what it held at the entry.
    pub buffers: Vec<Buffer>,
    /// Of `semop`.
    pub operations: Vec<SemOp>,
    /// What it would make.
    pub makes: Option<Kind>,
}

/// A task is known by how it came to be, which is the same in every run: the program is `[]`, and the second
/// task that it makes is `[1]`.
pub type Path = Vec<u16>;

pub struct Task {
    pub pid: Pid,
    pub path: Path,
    pub process: usize,
    pub space: usize,
    pub phase: Phase,
    /// What came while it worked for the watcher.
    pub late: Late,
    /// A signal to be delivered when it goes on.
    pub signal: i32,
    /// Its last stop was for a signal, so one can be handed over with all that it carries.
    pub at_signal: bool,
    /// How many tasks it has made.
    pub children: u16,
    /// How far it has gone on since its last point; see `patience`.
    pub walked: u32,
}

/// A process: what its threads share.
pub struct Process {
    pub pid: Pid,
    /// Its number in its own PID namespace.
    pub inner: Pid,
    pub parent: Option<usize>,
    pub end: Option<End>,
    /// The path of its program.
    pub program: String,
    /// What the kernel will undo at its end (`SEM_UNDO`), by set and semaphore.
    pub undo: BTreeMap<(usize, u16), i64>,
    /// Has it run `exec` since it was seized? Before, it is still the watcher's own helper.
    pub begun: bool,
}

impl Process {
    /// `A`, `B`, …, and after `Z`: `P26`.
    pub fn letter(process: usize) -> String {
        match u8::try_from(process) {
            Ok(number @ 0..26) => char::from(b'A' + number).to_string(),
            _ => format!("P{process}"),
        }
    }
}

/// Its number in its own PID namespace: the last of those that it has.
fn inner(pid: Pid) -> Pid {
    process::status(pid).map_or(pid, |status| *status.pids.last().unwrap_or(&pid))
}

impl Process {
    pub fn new(pid: Pid, parent: Option<usize>) -> Self {
        Self {
            pid,
            inner: inner(pid),
            parent,
            end: None,
            program: String::new(),
            undo: BTreeMap::new(),
            begun: false,
        }
    }
}
