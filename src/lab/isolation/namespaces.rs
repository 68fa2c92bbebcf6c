//! The isolation of a check: namespaces that keep its objects and processes to itself.
//!
//! Each kind is tried on the machine, not guessed: rights to make namespaces depend
//! on the user, the container, the kernel's configuration and the security modules.

use std::fs;
use std::io;
use std::path::Path;
use std::str::FromStr;

use capctl::caps::{Cap, CapState, ambient};
use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};
use nix::unistd::{getgid, getuid};
use shm_workbook::procfs::process;

/// How far a check is kept apart, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolation {
    /// IPC, PID, mount and network namespaces of its own. Needs root.
    Full,
    /// The same inside a user namespace, for an ordinary user.
    User,
    /// No namespaces. Keys are random, and what the program created is removed one by one.
    None,
}

pub const ALL: [Isolation; 3] = [Isolation::Full, Isolation::User, Isolation::None];

impl Isolation {
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::User => "user",
            Self::None => "none",
        }
    }

    pub fn describe(self) -> &'static str {
        match self {
            Self::Full => "IPC, PID, mount and network namespaces of their own",
            Self::User => {
                "IPC, PID, mount and network namespaces of their own, inside a user namespace"
            }
            Self::None => {
                "no namespace: random keys, and removal of what the program created"
            }
        }
    }

    /// Does every check start in empty namespaces?
    pub fn has_namespaces(self) -> bool {
        self != Self::None
    }

    /// Takes the judge out of the namespaces that it was born in, but for that of PIDs: it goes
    /// on looking at its trial from outside.
    pub fn enter(self) -> io::Result<()> {
        let new =
            CloneFlags::CLONE_NEWIPC | CloneFlags::CLONE_NEWNS | CloneFlags::CLONE_NEWNET;
        match self {
            Self::None => return Ok(()),
            Self::Full => unshare(new)?,
            Self::User => {
                let (uid, gid) = (getuid(), getgid());
                unshare(new | CloneFlags::CLONE_NEWUSER)?;
                // The user stays who he is: no root, not even inside.
                fs::write("/proc/self/setgroups", "deny")?;
                fs::write("/proc/self/uid_map", format!("{uid} {uid} 1"))?;
                fs::write("/proc/self/gid_map", format!("{gid} {gid} 1"))?;
            }
        }
        private_mounts()?;
        pass_on_capabilities()?;
        bound_objects();
        Ok(())
    }
}

impl FromStr for Isolation {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        match name {
            // What it was called before there was `full` for everybody who is root.
            "ipc" => Ok(Self::Full),
            _ => ALL
                .into_iter()
                .find(|isolation| isolation.name() == name)
                .ok_or(()),
        }
    }
}

/// Without this, a mount made in here would appear in the rest of the system, too.
fn private_mounts() -> io::Result<()> {
    let nothing = None::<&str>;
    let flags = MsFlags::MS_REC | MsFlags::MS_PRIVATE;
    Ok(mount(nothing, "/", nothing, flags, nothing)?)
}

/// An ordinary user who becomes another program loses all capabilities, also those of the user
/// namespace that is his. The roles need two of them: to mount, and to give up the rest.
fn pass_on_capabilities() -> io::Result<()> {
    let mut state = CapState::get_current()?;
    for cap in [Cap::SYS_ADMIN, Cap::SETPCAP] {
        state.inheritable.add(cap);
    }
    state.set_current()?;
    ambient::raise(Cap::SYS_ADMIN)?;
    ambient::raise(Cap::SETPCAP)?;
    Ok(())
}

/// What the trial's objects may use up: this IPC namespace's own limits. A kernel that does not
/// let a user namespace set them keeps its defaults.
fn bound_objects() {
    let pages = process::page_size().map_or(1 << 18, |page| (1 << 30) / page);
    for (name, value) in [
        ("shmmax", (1_u64 << 30).to_string()),
        ("shmall", pages.to_string()),
        ("shmmni", "1024".to_string()),
        ("sem", "250 32000 500 512".to_string()),
        ("msgmni", "64".to_string()),
    ] {
        let _ = fs::write(format!("/proc/sys/kernel/{name}"), value);
    }
}

/// The trial's working folder: in memory, empty, of a bounded size, and gone with its namespace.
pub fn mount_folder(folder: &Path) -> io::Result<()> {
    let flags = MsFlags::MS_NOSUID | MsFlags::MS_NODEV;
    let bounds = Some("size=64m,nr_inodes=4096,mode=0700");
    Ok(mount(Some("tmpfs"), folder, Some("tmpfs"), flags, bounds)?)
}

/// In the mount namespace of one run: a /proc that shows the trial's PID namespace and nothing
/// else, read-only (a file of root's under /proc/sys asks no capability of root), and no sockets
/// of the system's services.
pub fn mount_for_run(keep: &[&Path]) -> io::Result<()> {
    unshare(CloneFlags::CLONE_NEWNS)?;
    private_mounts()?;
    let flags =
        MsFlags::MS_NOSUID | MsFlags::MS_NODEV | MsFlags::MS_NOEXEC | MsFlags::MS_RDONLY;
    let proc = |options| mount(Some("proc"), "/proc", Some("proc"), flags, options);
    // The first process of the namespace is the checker's. Kernels before 5.8 cannot hide it.
    proc(Some("hidepid=ptraceable")).or_else(|_| proc(None::<&str>))?;
    for folder in ["/run", "/dev/shm", "/dev/mqueue"] {
        let used = keep.iter().any(|path| path.starts_with(folder));
        if !used && Path::new(folder).is_dir() {
            let nothing = None::<&str>;
            mount(Some("tmpfs"), folder, Some("tmpfs"), flags, nothing)?;
        }
    }
    Ok(())
}
