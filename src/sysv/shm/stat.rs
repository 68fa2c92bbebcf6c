//! What the kernel knows about a segment: the fields of `struct shmid_ds`.

use crate::sysv::key::{Key, Mode};

// ANCHOR: stat
/// What `IPC_STAT` tells about a segment; see `shmctl(2)` for each field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stat {
    /// The key, or [`Key::PRIVATE`] if it had none or is marked for removal.
    pub key: Key,
    /// The size in bytes, as asked for at creation; what is mapped are whole pages.
    pub size: usize,
    /// The permission bits.
    pub mode: Mode,
    /// Is it marked for removal (`SHM_DEST`, "dest" in `ipcs`)?
    pub marked_for_removal: bool,
    /// How many attachments there are. A process that attached twice counts twice.
    pub attached: u64,
    /// Owner: the user who may remove it, next to the creator.
    pub owner: u32,
    /// The owner's group.
    pub group: u32,
    /// The user who created it.
    pub creator: u32,
    /// The process that created it.
    pub creator_pid: i32,
    /// The process that attached or detached last; it may have ended long ago.
    pub last_pid: i32,
    /// The last attach, in seconds since 1970; 0 before the first.
    pub attach_time: i64,
    /// The last detach, in seconds since 1970; 0 before the first.
    pub detach_time: i64,
    /// Creation or the last change by `IPC_SET`, in seconds since 1970.
    pub change_time: i64,
}
// ANCHOR_END: stat

/// Not in the libc crate: `SHM_DEST` from `<sys/shm.h>`.
const SHM_DEST: u32 = 0o1000;

impl From<libc::shmid_ds> for Stat {
    // The types of these fields differ between architectures, so some casts are no-ops here.
    #[allow(clippy::unnecessary_cast)]
    fn from(raw: libc::shmid_ds) -> Stat {
        let mode = u32::from(raw.shm_perm.mode);
        Stat {
            key: Key::new(key_of(&raw.shm_perm)),
            size: raw.shm_segsz,
            mode: Mode::new((mode & 0o777) as u16),
            marked_for_removal: mode & SHM_DEST != 0,
            attached: raw.shm_nattch as u64,
            owner: raw.shm_perm.uid,
            group: raw.shm_perm.gid,
            creator: raw.shm_perm.cuid,
            creator_pid: raw.shm_cpid,
            last_pid: raw.shm_lpid,
            attach_time: raw.shm_atime as i64,
            detach_time: raw.shm_dtime as i64,
            change_time: raw.shm_ctime as i64,
        }
    }
}

#[cfg(not(target_env = "musl"))]
fn key_of(permissions: &libc::ipc_perm) -> libc::key_t {
    permissions.__key
}

/// The libc crate has the same field under another name.
#[cfg(target_env = "musl")]
#[allow(
    deprecated,
    reason = "it announces the name above, and does not have it yet"
)]
fn key_of(permissions: &libc::ipc_perm) -> libc::key_t {
    permissions.__ipc_perm_key
}
