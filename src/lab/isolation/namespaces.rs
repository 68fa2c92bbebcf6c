//! The isolation of a check: namespaces that keep its objects and processes to itself.
//!
//! Each kind is tried on the machine, not guessed: rights to make namespaces depend
//! on the user, the container, the kernel's configuration and the security modules.

use std::fs;
use std::io;
use std::str::FromStr;

use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};
use nix::unistd::{getgid, getuid};

/// How far a check is kept apart, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolation {
    /// IPC and PID namespaces of its own: all its processes end with the first. Needs root.
    Full,
    /// An IPC namespace of its own. Needs root.
    Ipc,
    /// An IPC namespace inside a user namespace, for an ordinary user.
    User,
    /// None. Keys are random, and what the program created is removed one by one.
    None,
}

pub const ALL: [Isolation; 4] = [
    Isolation::Full,
    Isolation::Ipc,
    Isolation::User,
    Isolation::None,
];

impl Isolation {
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Ipc => "ipc",
            Self::User => "user",
            Self::None => "none",
        }
    }

    pub fn describe(self) -> &'static str {
        match self {
            Self::Full => "IPC and PID namespaces of their own",
            Self::Ipc => "an IPC namespace of their own",
            Self::User => "an IPC namespace of their own, inside a user namespace",
            Self::None => {
                "no namespace: random keys, and removal of what the program created"
            }
        }
    }

    /// Does every check start with an empty IPC namespace?
    pub fn has_own_ipc(self) -> bool {
        self != Self::None
    }

    /// Leaves the namespaces that this process was born in.
    pub fn enter(self) -> io::Result<()> {
        match self {
            Self::Full => {
                let new = CloneFlags::CLONE_NEWIPC | CloneFlags::CLONE_NEWPID;
                unshare(new | CloneFlags::CLONE_NEWNS)?;
            }
            Self::Ipc => unshare(CloneFlags::CLONE_NEWIPC)?,
            Self::User => {
                let (uid, gid) = (getuid(), getgid());
                unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWIPC)?;
                // The user stays who he is: no root, not even inside.
                fs::write("/proc/self/setgroups", "deny")?;
                fs::write("/proc/self/uid_map", format!("{uid} {uid} 1"))?;
                fs::write("/proc/self/gid_map", format!("{gid} {gid} 1"))?;
            }
            Self::None => {}
        }
        Ok(())
    }
}

impl FromStr for Isolation {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        ALL.into_iter()
            .find(|isolation| isolation.name() == name)
            .ok_or(())
    }
}

/// The first process of a new PID namespace needs a /proc that shows that namespace.
///
/// First of all its mounts are cut off from everybody else's: without that, the new /proc
/// would appear in the rest of the system, too.
pub fn mount_proc() -> io::Result<()> {
    let nothing = None::<&str>;
    mount(
        nothing,
        "/",
        nothing,
        MsFlags::MS_REC | MsFlags::MS_PRIVATE,
        nothing,
    )?;
    let safe = MsFlags::MS_NOSUID | MsFlags::MS_NODEV | MsFlags::MS_NOEXEC;
    mount(Some("proc"), "/proc", Some("proc"), safe, nothing)?;
    Ok(())
}
