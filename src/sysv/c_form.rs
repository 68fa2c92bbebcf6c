//! Calls as they would stand in C.

use std::fmt;

use libc::c_int;

use super::call::{Call, Record};

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Call::Shmget { key, size, flags } => {
                write!(f, "shmget({key}, {size}, {})", GetFlags(flags))
            }
            Call::Shmat {
                id,
                address: 0,
                flags,
            } => {
                write!(f, "shmat({id}, NULL, {})", at_flags(flags))
            }
            Call::Shmat { id, address, flags } => {
                write!(f, "shmat({id}, {address:#x}, {})", at_flags(flags))
            }
            Call::Shmdt { address } => write!(f, "shmdt({address:#x})"),
            Call::Shmctl {
                id,
                command: libc::IPC_STAT,
            } => {
                write!(f, "shmctl({id}, IPC_STAT, &buf)")
            }
            Call::Shmctl { id, command } => {
                write!(f, "shmctl({id}, {}, NULL)", name(command))
            }
            Call::ShmctlSet {
                id,
                owner,
                group,
                mode,
            } => {
                write!(f, "shmctl({id}, IPC_SET, {{{owner}, {group}, {mode}}})")
            }
            Call::Semget { key, count, flags } => {
                write!(f, "semget({key}, {count}, {})", GetFlags(flags))
            }
            Call::Semop {
                id,
                operations,
                limit: None,
            } => {
                write!(f, "semop({id}, {operations})")
            }
            Call::Semop {
                id,
                operations,
                limit: Some(limit),
            } => {
                let (seconds, nanos) = (limit.as_secs(), limit.subsec_nanos());
                write!(f, "semtimedop({id}, {operations}, {{{seconds}, {nanos}}})")
            }
            Call::Semctl {
                id,
                member,
                command,
                value,
            } => {
                write!(f, "semctl({id}, {member}, {}", name(command))?;
                match command {
                    libc::IPC_STAT => write!(f, ", &buf)"),
                    libc::GETALL => write!(f, ", values)"),
                    libc::SETVAL => write!(f, ", {value})"),
                    _ => write!(f, ")"),
                }
            }
            Call::SemctlSet {
                id,
                owner,
                group,
                mode,
            } => {
                write!(f, "semctl({id}, 0, IPC_SET, {{{owner}, {group}, {mode}}})")
            }
            Call::Msgget { key, flags } => {
                write!(f, "msgget({key}, {})", GetFlags(flags))
            }
            Call::Msgsnd { id, size } => write!(f, "msgsnd({id}, &message, {size}, 0)"),
            Call::Msgrcv { id, size } => {
                write!(f, "msgrcv({id}, &message, {size}, 0, 0)")
            }
            Call::Msgctl { id, command } => {
                write!(f, "msgctl({id}, {}, NULL)", name(command))
            }
        }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.call, self.outcome) {
            (call @ Call::Shmat { .. }, Ok(address)) => {
                write!(f, "{call} = {address:#x}")
            }
            (call, Ok(value)) => write!(f, "{call} = {value}"),
            (call, Err(errno)) => {
                write!(f, "{call} = -1 {errno:?} ({})", call.meaning(errno))
            }
        }
    }
}

/// The flags of `shmget` and `semget`: words for the high bits, octal for the mode.
struct GetFlags(c_int);

impl fmt::Display for GetFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (flag, word) in [(libc::IPC_CREAT, "IPC_CREAT"), (libc::IPC_EXCL, "IPC_EXCL")]
        {
            if self.0 & flag != 0 {
                write!(f, "{word} | ")?;
            }
        }
        match self.0 & 0o777 {
            0 => write!(f, "0"),
            // As C writes it: 0600, not 0o600.
            mode => write!(f, "0{mode:03o}"),
        }
    }
}

fn at_flags(flags: c_int) -> &'static str {
    match flags {
        libc::SHM_RDONLY => "SHM_RDONLY",
        libc::SHM_RND => "SHM_RND",
        _ => "0",
    }
}

fn name(command: c_int) -> &'static str {
    match command {
        libc::IPC_RMID => "IPC_RMID",
        libc::IPC_STAT => "IPC_STAT",
        libc::GETVAL => "GETVAL",
        libc::GETPID => "GETPID",
        libc::GETNCNT => "GETNCNT",
        libc::GETZCNT => "GETZCNT",
        libc::GETALL => "GETALL",
        libc::SETVAL => "SETVAL",
        _ => "?",
    }
}
