//! What a semaphore set tells about itself: `semctl(2)`.

use std::mem::zeroed;

use libc::{c_int, c_ushort};

use super::semaphore_set::SemaphoreSet;
use super::semid_ds::semid_ds;
use crate::sysv::call::Call;
use crate::sysv::error::Error;
use crate::sysv::key::Mode;

impl SemaphoreSet {
    /// How many members the set has, by `semctl(2)` with `IPC_STAT`.
    ///
    /// # Errors
    /// `EACCES` without read permission, `EINVAL` or `EIDRM` if it is gone.
    pub fn members(self) -> Result<usize, Error> {
        // SAFETY: all fields of semid_ds are integers, for which 0 is valid.
        let mut buffer: semid_ds = unsafe { zeroed() };
        let buf = &raw mut buffer;
        // SAFETY: IPC_STAT writes one semid_ds, for which there is room.
        unsafe { semctl(self, 0, libc::IPC_STAT, Argument { buf }) }?;
        Ok(buffer.sem_nsems as usize)
    }

    /// The values of all members at one moment, by `GETALL`.
    ///
    /// # Errors
    /// As [`members`](SemaphoreSet::members).
    pub fn values(self) -> Result<Vec<u16>, Error> {
        let members = self.members()?;
        // Room for the largest set that a sembuf can speak of, not only for `members`: the id may
        // have come to mean a larger set since then, and the kernel does not ask how much room
        // there is. (It costs no memory: pages that nobody touches stay away.)
        let mut values = vec![0; 1 << 16];
        if members > values.len() {
            let expected = values.len();
            let actual = members;
            return Err(Error::WrongMembers { expected, actual });
        }
        let array = values.as_mut_ptr();
        // SAFETY: GETALL writes one number for each member, for which there is room.
        unsafe { semctl(self, 0, libc::GETALL, Argument { array }) }?;
        values.truncate(members);
        Ok(values)
    }

    /// The value of a member, by `GETVAL`.
    ///
    /// # Errors
    /// As [`members`](SemaphoreSet::members); `EINVAL` also for a member that is not there.
    pub fn value(self, member: u16) -> Result<u16, Error> {
        // The kernel keeps the value between 0 and 32767.
        self.control(member, libc::GETVAL).map(|value| value as u16)
    }

    /// How many processes wait until the member grows, by `GETNCNT`.
    ///
    /// # Errors
    /// As [`value`](SemaphoreSet::value).
    pub fn waiting(self, member: u16) -> Result<usize, Error> {
        self.control(member, libc::GETNCNT)
    }

    /// How many processes wait until the member is 0, by `GETZCNT`.
    ///
    /// # Errors
    /// As [`value`](SemaphoreSet::value).
    pub fn waiting_for_zero(self, member: u16) -> Result<usize, Error> {
        self.control(member, libc::GETZCNT)
    }

    /// The process that changed the member last, by `GETPID`; 0 before the first change. It may
    /// have ended: an undo counts as an operation of the process that died.
    ///
    /// # Errors
    /// As [`value`](SemaphoreSet::value).
    pub fn last_pid(self, member: u16) -> Result<i32, Error> {
        self.control(member, libc::GETPID).map(|pid| pid as i32)
    }

    /// Sets a member, whatever it is, and clears all undo notes for it, by `SETVAL`.
    ///
    /// # Errors
    /// `ERANGE` above 32767, `EACCES` without write permission; as [`value`](SemaphoreSet::value).
    pub fn set_value(self, member: u16, value: u16) -> Result<(), Error> {
        let value = c_int::from(value);
        // SAFETY: SETVAL takes a number, and touches no memory of ours.
        unsafe { semctl(self, member, libc::SETVAL, Argument { value }) }.map(drop)
    }

    /// Sets owner, group and mode, by `IPC_SET`: all three, as the kernel takes them. What is to
    /// stay is in [`semaphore_sets`](crate::procfs::sysvipc::semaphore_sets). The creator stays,
    /// and may do this again.
    ///
    /// # Errors
    /// `EPERM` unless you own or created it, `EINVAL` for an id that no user has, or if it is gone.
    pub fn set(self, owner: u32, group: u32, mode: Mode) -> Result<(), Error> {
        let id = self.id();
        // SAFETY: all fields of semid_ds are integers, for which 0 is valid.
        let mut buffer: semid_ds = unsafe { zeroed() };
        buffer.sem_perm.uid = owner;
        buffer.sem_perm.gid = group;
        // Its type differs between architectures.
        buffer.sem_perm.mode = mode.bits() as _;
        let buf = &raw mut buffer;
        // SAFETY: IPC_SET reads one semid_ds.
        let status = unsafe { libc::semctl(id, 0, libc::IPC_SET, Argument { buf }) };
        let call = Call::SemctlSet {
            id,
            owner,
            group,
            mode,
        };
        call.returned(status as isize).map(drop)
    }

    pub(super) fn control(self, member: u16, command: c_int) -> Result<usize, Error> {
        // SAFETY: the commands that come here (GETVAL, GETPID, GETNCNT, GETZCNT, IPC_RMID) have no
        // fourth argument, so that the kernel touches no memory of ours.
        unsafe { semctl(self, member, command, Argument { value: 0 }) }
    }
}

/// The fourth argument, which C programs have to declare themselves.
#[repr(C)]
union Argument {
    value: c_int,
    buf: *mut semid_ds,
    array: *mut c_ushort,
}

/// # Safety
/// `argument` is the one that the command asks for, and good for what the kernel writes there.
unsafe fn semctl(
    set: SemaphoreSet,
    member: u16,
    command: c_int,
    argument: Argument,
) -> Result<usize, Error> {
    let id = set.id();
    let value = match command {
        // SAFETY: the argument of SETVAL is its number.
        libc::SETVAL => unsafe { argument.value },
        _ => 0,
    };
    let call = Call::Semctl {
        id,
        member,
        command,
        value,
    };
    // SAFETY: the caller vouches for the argument.
    let answer = unsafe { libc::semctl(id, member.into(), command, argument) };
    call.returned(answer as isize)
}
