//! One check, judged in processes of its own.
//!
//! ```text
//! lab check ── spawns ──> lab __judge ── spawns ──> lab __confine, becomes the program
//!    ask                  judges         └────────> lab __init, the namespace's first process
//! ```
//!
//! The judge stands outside: it shares the trial's IPC namespace, whose tables it reads, but not
//! its PID namespace, and its /proc is that of the machine. So pids are those of the outside in
//! all that the judge sees; a pid that the program itself has written is one of the inside.
//!
//! Each role is this executable again, found as /proc/self/exe: that stays good even if a program
//! under test removes the file. Nobody believes an answer without the secret that only `ask` and
//! the judge know, and neither of them is dumpable, so no process of the same user can read it.
//!
//! | file | what it holds |
//! |---|---|
//! | `ground` | what this machine lets a judge have |
//! | `room` | whether the limits in force leave room for a trial |
//! | `speed` | how slow this machine is |
//! | `order` | what the judge is told |
//! | `answer` | what it answers |
//! | `ask` | the side that wants to know |
//! | `deadline` | how long that may take |
//! | `run` | all checks of one lab, by one clock |
//! | `aftermath` | after a judge that did not answer |
//! | `build` | a compiler in the place of a check |
//! | `folder` | the trial's working folder |
//! | `roles` | `__judge`; the other roles are in `isolation` |

mod aftermath;
pub mod answer;
pub mod ask;
pub mod build;
pub mod deadline;
mod folder;
pub mod ground;
pub mod order;
pub mod roles;
mod room;
pub mod run;
mod speed;
