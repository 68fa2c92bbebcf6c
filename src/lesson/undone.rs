//! What should have been removed or detached, and could not be.
//!
//! On the way out of an error, removing and detaching happen in `drop`, which can return nothing.
//! But the observer sees those calls, too: what fails is kept here until it is made good, and what is
//! left at the end is reported behind the error that began it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::sysv::call::{Call, Record};
use nix::errno::Errno;

static UNDONE: Mutex<Vec<(Call, Errno)>> = Mutex::new(Vec::new());

/// Keeps a removal that failed; one that succeeds makes up for an earlier failure.
pub(super) fn watch(record: &Record) {
    if left_by(&record.call).is_none() {
        return;
    }
    let mut undone = undone();
    undone.retain(|(call, _)| *call != record.call);
    match record.outcome {
        Err(errno) if !is_gone(&record.call, errno) => undone.push((record.call, errno)),
        _ => {}
    }
}

/// For each that is left: what is wrong, and what to do about it. Not for the call that the program
/// has failed with: that one has been reported.
pub(super) fn lines(reported: Option<Call>) -> Vec<[String; 2]> {
    let undone = undone();
    let left = undone.iter().filter(|(call, _)| Some(*call) != reported);
    left.filter_map(|(call, errno)| {
        let (what, help) = left_by(call)?;
        Some([format!("{what}: {errno:?}: {}", errno.desc()), help])
    })
    .collect()
}

/// What is left where this call fails, if it removes or detaches anything.
fn left_by(call: &Call) -> Option<(String, String)> {
    let (name, id, flag) = match *call {
        Call::Shmctl { id, command } if command == libc::IPC_RMID => ("segment", id, 'm'),
        Call::Semctl { id, command, .. } if command == libc::IPC_RMID => {
            ("semaphore", id, 's')
        }
        Call::Msgctl { id, command } if command == libc::IPC_RMID => ("queue", id, 'q'),
        Call::Shmdt { address } => {
            return Some((
                format!("the attachment at {address:#x} could not be detached"),
                "nothing to do: the end of the process has detached it".into(),
            ));
        }
        _ => return None,
    };
    let what = format!("{name} {id} could not be removed");
    Some((what, format!("`ipcrm -{flag} {id}`")))
}

/// Somebody else has removed it: then it is done.
fn is_gone(call: &Call, errno: Errno) -> bool {
    !matches!(call, Call::Shmdt { .. }) && matches!(errno, Errno::EINVAL | Errno::EIDRM)
}

fn undone() -> MutexGuard<'static, Vec<(Call, Errno)>> {
    UNDONE.lock().unwrap_or_else(PoisonError::into_inner)
}
