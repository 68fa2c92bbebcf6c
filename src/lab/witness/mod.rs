//! The witness: it sees each access of a program's processes to a segment, and each call that matters, in one
//! order; and it can choose that order. Any program will do, in any language, as it is.
//!
//! # How it sees
//! It follows the program and all that comes from it by `ptrace(2)`. When a `shmat` returns, the pages are
//! *guarded*: the task itself, made to by the watcher, calls `mprotect(PROT_NONE)`. Each later access faults, and
//! the watcher knows the address, decodes the instruction, and so knows what is about to be loaded or stored. Then
//! the guard is opened, the program's own instruction runs, and the guard is closed again.
//!
//! Only one task runs at any moment; the others are stopped, or wait in the kernel. So nothing slips through an open
//! guard, and the order in which things are told is the order in which they happened. On one processor, which watcher
//! and program share, nothing is lost by it.
//!
//! # What it cannot see
//! - What another program does to the same segment, if the watcher did not start it.
//! - How the threads of one process agree among themselves: in `races` they count as one.
//! - What the processor itself reorders: a run by turns is sequentially consistent, and only what the program
//!   itself puts in an order counts for `races`. A compiler's reordering it sees, for it sees the instructions.
//! - Who sleeps. In `explore` a call that would wait is begun when it need not any more: `GETNCNT` and `GETZCNT`
//!   answer 0.
//! - Time. In `explore`, a sleep returns at once, and a loop that waits goes on when somebody else stores there.
//! - A child that stops its parent by `SIGSTOP` from outside of the program, a program that is set-user-id, 32-bit
//!   programs, and whatever happens where tracing is forbidden: then it says so, and nothing is started.
//!
//! A program that blocks `SIGSEGV`, or handles it, loses that at its first access: the kernel resets it for a fault
//! that it must deliver.
//!
//! # Who uses it
//! The commands `trace`, `races` and `explore`, and checks of labs 2 to 7: there it takes over where the role
//! `__confine` is about to become the program under test (`trial::watched`).
//!
//! # Read it in this order
//!
//! | file | what it holds |
//! |---|---|
//! | `event`, `memory` | what is told: accesses, calls, values |
//! | `start`, `stop`, `raw` | a program from its first instruction on, and why it stops |
//! | `task`, `family`, `guard`, `world` | tasks and processes, address spaces, what they share |
//! | `engine`, `advance`, `patience`, `look`, `points`, `stuck`, `conductor` | one task at a time, to its next point; who goes next |
//! | `decode`, `registers`, `access`, `plain`, `remote` | one access |
//! | `calls`, `make`, `attached`, `semaphores`, `semop`, `effects`, `describe`, `names` | one call |
//! | `told`, `spots`, `lines` | where in the source |
//! | `columns`, `json` | `cargo lab trace` |
//! | `clocks`, `order`, `races`, `account` | `cargo lab races` |
//! | `touch`, `ops`, `search`, `steps`, `explorer`, `spin`, `contents`, `balance` | `cargo lab explore`: which orders |
//! | `trial`, `schedule`, `leftovers` | one run in a given order, an order as a file, nothing left behind |
//! | `usage` | the command lines |

mod access;
pub mod account;
mod advance;
mod attached;
mod balance;
mod calls;
mod clocks;
pub mod columns;
pub mod conductor;
mod contents;
pub mod decode;
mod describe;
mod effects;
pub mod engine;
pub mod event;
pub mod explorer;
mod family;
mod guard;
mod json;
mod leftovers;
pub mod lines;
mod look;
mod make;
pub mod memory;
mod names;
mod ops;
mod order;
mod patience;
mod plain;
mod points;
pub mod races;
mod raw;
mod registers;
mod remote;
pub mod schedule;
pub mod search;
mod semaphores;
mod semop;
mod spin;
pub mod spots;
pub mod start;
pub mod steps;
mod stop;
mod stuck;
pub mod task;
mod told;
pub mod touch;
pub mod trial;
pub mod usage;
mod world;
