//! One check, judged in isolation, in processes of its own.
//!
//! ```text
//! lab check ── spawns ──> lab __isolate ── spawns ──> lab __judge ── spawns ──> lab __confine
//!    ask                  makes the                   judges                    takes on the limits,
//!                         namespaces                                            becomes the program
//! ```
//!
//! A process can enter a new PID namespace only through a child, so `__isolate` and `__judge` are
//! two. With less isolation one process is both. Each role is this executable again, found as
//! /proc/self/exe: that stays good even if a program under test removes the file.
//!
//! | file | what it holds |
//! |---|---|
//! | `order` | what the roles are told |
//! | `answer` | what they answer |
//! | `ask` | the side that wants to know |
//! | `roles` | `__isolate` and `__judge`; `__confine` is in `isolation::limits` |

pub mod answer;
pub mod ask;
pub mod order;
pub mod roles;
