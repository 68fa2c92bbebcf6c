//! A call that failed where it was to succeed: what its errno means in a lab.

use nix::errno::Errno;

use super::seen::{Cause, Seen};
use super::symbol;

pub fn find(seen: &Seen) -> Option<Cause> {
    if seen.refusal().is_some() {
        return None;
    }
    let (call, errno) = symbol::named(seen.stderr).or_else(|| by_text(seen.stderr))?;
    let (says, advice) = meaning(call, errno)?;
    let symbol = format!("{errno:?}");
    Some(Cause::new(
        &format!("{call}-{symbol}"),
        format!("{call} failed with {symbol}: {says}"),
        advice,
    ))
}

/// What `perror` writes.
fn by_text(stderr: &str) -> Option<(&str, Errno)> {
    const KNOWN: [Errno; 4] = [Errno::EINVAL, Errno::EIDRM, Errno::EINTR, Errno::EACCES];
    stderr.lines().find_map(|line| {
        let (call, text) = line.split_once(": ")?;
        let errno = KNOWN.into_iter().find(|errno| errno.desc() == text)?;
        Some((call, errno))
    })
}

fn meaning(call: &str, errno: Errno) -> Option<(&'static str, &'static str)> {
    Some(match (call, errno) {
        ("shmat", Errno::EINVAL | Errno::EIDRM) => (
            "the id names no segment. Was it removed before it was attached?",
            "IPC_RMID destroys at once what nobody has attached. Attach first, then remove: the memory \
             stays until the last one detaches.",
        ),
        ("shmdt", Errno::EINVAL) => (
            "nothing is attached at what it was given. shmdt takes the address that shmat returned, \
             not the id",
            "Keep the address as shmat returned it, and give shmdt that one, once.",
        ),
        ("semop", Errno::EIDRM | Errno::EINVAL) => (
            "the semaphore was removed while somebody still needed it",
            "Remove it after the last worker has been waited for.",
        ),
        ("semop", Errno::EINTR) => (
            "a signal interrupted the wait, and nothing was taken",
            "EINTR is no failure: call semop again, in a loop.",
        ),
        ("shmat", Errno::EACCES) => (
            "the mode does not allow what was asked for",
            "Look at the mode in the line above: who created it, and with which rights?",
        ),
        _ => return None,
    })
}
