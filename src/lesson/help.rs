//! What to do about an error: one sentence for each errno of each call, where the same errno of two
//! calls has two causes.

use super::words;
use crate::sysv::call::Call;
use crate::sysv::error::Error;
use crate::sysv::key::Key;
use nix::errno::Errno;
use nix::sys::signal::Signal;

/// What to do about an error of the library.
pub(super) fn of_error(error: &Error) -> String {
    match error {
        Error::Sys { call, errno } => with_page(&of_call(call, *errno), call.man_page()),
        Error::Ftok { errno } => with_page(of_io(*errno), "man 3 ftok"),
        Error::WrongMembers { .. } => {
            "open the set that was made for this; see what is there: `ipcs -s`".into()
        }
        Error::TooSmall { .. } | Error::OutOfBounds { .. } => {
            "attach only what the segment has room for".into()
        }
        Error::PageZero { .. } => {
            "wish for an address above the first page, or let the kernel choose".into()
        }
    }
}

/// Behind a command of a line of its own nothing else may stand: it would be pasted, too.
fn with_page(help: &str, page: &str) -> String {
    let help = words::say(help);
    let space = if help.contains('\n') { '\n' } else { ' ' };
    let see = format!("(see `{page}`)");
    format!("{help}{space}{}", words::say(&see))
}

/// What to do about a child that a signal ended.
pub(super) fn of_signal(signal: Signal) -> &'static str {
    match signal {
        Signal::SIGSEGV | Signal::SIGBUS => {
            "it touched memory that is not there, or not for it; run it again"
        }
        _ => "somebody ended it by a signal; run it again",
    }
}

/// What to do about an errno of a System V call.
fn of_call(call: &Call, errno: Errno) -> String {
    let own = match call {
        Call::Shmget { flags, .. }
        | Call::Semget { flags, .. }
        | Call::Msgget { flags, .. } => of_get(call, flags & libc::IPC_CREAT != 0, errno),
        Call::Shmat { address, .. } => of_shmat(*address, errno),
        Call::Shmdt { .. } if errno == Errno::EINVAL => Some(
            "nothing is attached at this address any more: something else has unmapped it",
        ),
        Call::Semop { operations, .. }
            if errno == Errno::EINVAL && operations.is_empty() =>
        {
            Some("give it at least one operation")
        }
        Call::Semop { .. } => of_semop(errno),
        Call::Semctl { .. } if errno == Errno::ERANGE => {
            Some("a semaphore has from 0 to 32767 permits")
        }
        Call::Msgsnd { .. } | Call::Msgrcv { .. } => of_message(errno),
        _ => None,
    };
    match (own, call) {
        (Some(help), _) => help.into(),
        (None, Call::Shmget { key, .. }) if errno == Errno::EEXIST => {
            is_taken('m', 'M', *key)
        }
        (None, Call::Semget { key, .. }) if errno == Errno::EEXIST => {
            is_taken('s', 'S', *key)
        }
        (None, Call::Msgget { key, .. }) if errno == Errno::EEXIST => {
            is_taken('q', 'Q', *key)
        }
        (None, _) => of_any(call, errno),
    }
}

fn is_taken(list: char, remove: char, key: Key) -> String {
    format!(
        "the key {key} ({}) is taken; choose another with --key, or see who has it: `ipcs -{list}`; \
         if it is yours and no longer needed:\n`ipcrm -{remove} {key}`",
        key.number()
    )
}

/// The three calls that create or find.
fn of_get(call: &Call, creates: bool, errno: Errno) -> Option<&'static str> {
    let help = match (errno, call, creates) {
        (Errno::EINVAL, Call::Shmget { .. }, true) => {
            "a segment has at least 1 byte, and at most what the limit SHMMAX says: `ipcs -m -l`"
        }
        (Errno::EINVAL, Call::Shmget { .. }, false) => {
            "the segment with this key has fewer bytes than that; see how many: `ipcs -m`"
        }
        (Errno::EINVAL, Call::Semget { .. }, true) => {
            "a set has at least 1 member, and at most what the limit SEMMSL says: `ipcs -s -l`"
        }
        (Errno::EINVAL, Call::Semget { .. }, false) => {
            "the set with this key has fewer members than that; see how many: `ipcs -s`"
        }
        (Errno::ENOSPC, Call::Shmget { .. }, _) => {
            "a limit is reached, of segments (SHMMNI) or of all their pages (SHMALL); compare \
             `ipcs -m -l` with `ipcs -m -u`, and remove what is yours: `ipcrm -m ID`"
        }
        (Errno::ENOSPC, Call::Semget { .. }, _) => {
            "a limit is reached, of sets (SEMMNI) or of all semaphores (SEMMNS); compare `ipcs -s -l` \
             with `ipcs -s -u`, and remove what is yours: `ipcrm -s ID`"
        }
        (Errno::ENOSPC, _, _) => {
            "the limit of queues (MSGMNI) is reached; compare `ipcs -q -l` with `ipcs -q -u`, and remove \
             what is yours: `ipcrm -q ID`"
        }
        (Errno::ENFILE, _, _) => {
            "too many files are open on this machine, and a segment counts as one: \
             `cat /proc/sys/fs/file-nr`"
        }
        _ => return None,
    };
    Some(help)
}

fn of_shmat(wish: usize, errno: Errno) -> Option<&'static str> {
    match errno {
        Errno::EINVAL if wish == 0 => {
            Some("the segment is gone, or never was: `ipcs -m`")
        }
        Errno::EINVAL => Some(
            "the segment is gone: `ipcs -m`; or the wished address is not free, or not at the start of \
             a page: see /proc/self/maps",
        ),
        Errno::ENOMEM => Some(
            "there is no room in the address space; a smaller limit (`ulimit -v`) can cause it, too",
        ),
        _ => None,
    }
}

fn of_semop(errno: Errno) -> Option<&'static str> {
    match errno {
        Errno::EIDRM => {
            Some("somebody removed the semaphore while this call waited: `ipcs -s`")
        }
        Errno::EINVAL => Some("the semaphore is gone, or never was: `ipcs -s`"),
        Errno::EAGAIN => {
            Some("the permit did not come in time; see who has it: `ipcs -s -i ID`")
        }
        Errno::EFBIG => Some("the set has fewer members than that: `ipcs -s`"),
        Errno::E2BIG => {
            Some("that is more operations at once than the limit SEMOPM: `ipcs -s -l`")
        }
        Errno::ERANGE => {
            Some("a semaphore has at most 32767 permits, and so has an undo")
        }
        Errno::ENOSPC => {
            Some("the kernel keeps no more undo notes (SEMMNU): `ipcs -s -l`")
        }
        _ => None,
    }
}

fn of_message(errno: Errno) -> Option<&'static str> {
    match errno {
        Errno::EINVAL => Some(
            "the queue is gone: `ipcs -q`; or the message is above the limit: `ipcs -q -l`",
        ),
        Errno::EIDRM => {
            Some("somebody removed the queue while this call waited: `ipcs -q`")
        }
        Errno::E2BIG => Some("the message is longer than what was asked for"),
        Errno::EAGAIN => Some("the queue is full: `ipcs -q`"),
        _ => None,
    }
}

/// What an errno means whichever call it is.
fn of_any(call: &Call, errno: Errno) -> String {
    let list = match call {
        Call::Semget { .. }
        | Call::Semop { .. }
        | Call::Semctl { .. }
        | Call::SemctlSet { .. } => "ipcs -s",
        Call::Msgget { .. }
        | Call::Msgsnd { .. }
        | Call::Msgrcv { .. }
        | Call::Msgctl { .. } => "ipcs -q",
        _ => "ipcs -m",
    };
    match errno {
        Errno::ENOSYS => {
            "this kernel was built without System V IPC; use another one, such as that of any usual \
             Linux distribution or of WSL 2"
                .into()
        }
        Errno::ENOENT => format!("nobody has created it; see what is there: `{list}`"),
        Errno::EACCES => {
            format!("it belongs to somebody else, and its mode does not let you in: `{list}`")
        }
        Errno::EPERM => format!("only its owner or creator may do that: `{list} -c`"),
        Errno::ENOMEM => of_io(errno).into(),
        Errno::EINVAL | Errno::EIDRM => {
            format!("it is gone, or never was what you took it for: `{list}`")
        }
        Errno::EINTR => "a signal interrupted it; run it again".into(),
        _ => "the system refused it; look up the errno".into(),
    }
}

/// What to do about an errno of any other call: files, pipes, processes.
pub(super) fn of_io(errno: Errno) -> &'static str {
    match errno {
        Errno::EPIPE => {
            "whoever read the output has closed it; what this run had created is removed"
        }
        Errno::ENOSPC | Errno::EDQUOT => {
            "there is no room left where it is written to; free some, or write to another place"
        }
        Errno::EEXIST | Errno::ENOTDIR | Errno::EISDIR => {
            "the path leads to a file of another kind; choose another path"
        }
        Errno::ENOENT => "there is no such file or directory; check the path",
        Errno::EACCES | Errno::EPERM => {
            "you have no permission for that; if it is a file, see whose it is: `ls -ld`"
        }
        Errno::EROFS => "nothing can be written there; choose another path",
        Errno::EMFILE | Errno::ENFILE => "too many files are open; see `ulimit -n`",
        Errno::EAGAIN => "no more processes may be started; see `ulimit -u`",
        Errno::ENOMEM => {
            "there is not enough memory; a smaller limit (`ulimit -v`) can cause it, too"
        }
        Errno::EINTR => "a signal interrupted it; run it again",
        Errno::ENOSYS => "this kernel does not have this call",
        _ => "the system refused it; look up the errno: `man 3 errno`",
    }
}

#[cfg(test)]
mod tests;
