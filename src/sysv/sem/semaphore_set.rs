//! A set of semaphores: several numbers that are changed in one step.

use std::time::{Duration, Instant};

use libc::{c_int, c_short, size_t, timespec};

use crate::sysv::call::Call;
use crate::sysv::error::{Error, until_uninterrupted};
use crate::sysv::key::{Key, Mode};
use crate::sysv::name::name;
use crate::sysv::operation::Operation;

/// The name of a System V semaphore set: the id that `semget(2)` returns.
///
/// Its members are counted from 0. What makes it more than some [`Semaphore`](crate::Semaphore)s is
/// that one call changes several members, all of them or none:
///
/// ```
/// use shm_workbook::{Key, Mode, Operation, SemaphoreSet};
/// const EMPTY: u16 = 0;
/// const FULL: u16 = 1;
/// const MUTEX: u16 = 2;
///
/// # fn main() -> Result<(), shm_workbook::Error> {
/// let set = SemaphoreSet::create(Key::PRIVATE, &[8, 0, 1], Mode::OWNER)?.remove_on_drop();
/// set.operate(&[Operation::wait(EMPTY), Operation::wait(MUTEX).undo()])?;
/// // ... put something into the buffer ...
/// set.operate(&[Operation::signal(MUTEX).undo(), Operation::signal(FULL)])?;
/// assert_eq!(set.values()?, [7, 1, 1]);
/// set.remove()
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SemaphoreSet(c_int);

name!(SemaphoreSet);

impl SemaphoreSet {
    /// Creates a set with these values, each at most 32767.
    ///
    /// Creating and initialising are two calls. Linux creates all members with 0, so whoever comes
    /// too early for a permit waits; then one `semop` raises them in one step. (`SETALL` would do,
    /// too, but an operation also sets `sem_otime`, by which others can see that the set is
    /// ready.) A [wait for zero](Operation::wait_for_zero) that comes too early does not wait: tell
    /// its process the id afterwards. POSIX leaves the first values open; see `semget(2)`.
    ///
    /// # Errors
    /// `semget(2)`: `EEXIST` if the key is taken, `EINVAL` for no member or more than `SEMMSL`,
    /// `ENOSPC` at the limits `SEMMNI` and `SEMMNS`, `ENOMEM`, `ENOSYS`. `semop(2)`: `ERANGE` for
    /// a value above 32767, `E2BIG` for more than `SEMOPM` (500) that are not 0.
    pub fn create(key: Key, values: &[u16], mode: Mode) -> Result<SemaphoreSet, Error> {
        let flags = libc::IPC_CREAT | libc::IPC_EXCL | c_int::from(mode.bits());
        let count = c_int::try_from(values.len()).unwrap_or(c_int::MAX);
        let set = semget(key, count, flags)?.remove_on_drop();
        // An operation counts in a short, whose largest value is also the kernel's limit: above
        // it, a second operation makes the kernel refuse all with ERANGE.
        let most = c_short::MAX.unsigned_abs();
        let raise = (0..=u16::MAX).zip(values).flat_map(|(member, &value)| {
            let parts = [value.min(most), value.saturating_sub(most).min(most)];
            let parts = parts.into_iter().filter(|&part| part > 0);
            parts.map(move |part| Operation::change(member, part as c_short))
        });
        let raise: Vec<_> = raise.collect();
        if !raise.is_empty() {
            set.operate(&raise)?;
        }
        Ok(set.keep())
    }

    /// Finds the set with this key, whatever its size. It creates nothing.
    ///
    /// # Errors
    /// `semget(2)`: `ENOENT` if nobody has created the key, `ENOSYS`; `EINVAL` for [`Key::PRIVATE`].
    pub fn open(key: Key) -> Result<SemaphoreSet, Error> {
        semget(key, 0, 0)
    }

    /// Finds the set with this key, if it has exactly so many members.
    ///
    /// # Errors
    /// As [`open`](SemaphoreSet::open) and [`members`](SemaphoreSet::members);
    /// [`Error::WrongMembers`] tells the size of any other.
    pub fn open_exactly(key: Key, members: usize) -> Result<SemaphoreSet, Error> {
        let set = SemaphoreSet::open(key)?;
        match set.members()? {
            actual if actual == members => Ok(set),
            actual => Err(Error::WrongMembers {
                expected: members,
                actual,
            }),
        }
    }

    /// Does all operations in one step. If one cannot be done now, it waits with all of them.
    ///
    /// # Errors
    /// `semop(2)`: `EFBIG` for a member that is not there, `E2BIG` above `SEMOPM` (500), `ERANGE`
    /// above 32767, for a value or for the sum of this process's undo notes, `EIDRM` if the set is
    /// removed while you wait, `EINVAL` if it is gone or for no operation, `EACCES`, `ENOMEM` (in
    /// POSIX `ENOSPC`) without room for the undo. Never `EINTR`: the wait goes on after a signal.
    /// `SA_RESTART` would not do that, and a stop and continue from the terminal is enough.
    pub fn operate(self, operations: &[Operation]) -> Result<(), Error> {
        until_uninterrupted(|| self.operate_until_signal(operations))
    }

    /// Does all operations in one step, or none if that would mean to wait.
    ///
    /// # Errors
    /// As [`operate`](SemaphoreSet::operate); `EAGAIN`, of which [`Error::would_wait`] speaks.
    pub fn try_operate(self, operations: &[Operation]) -> Result<(), Error> {
        let now = operations.iter().map(|one| one.with(libc::IPC_NOWAIT));
        self.operate(&now.collect::<Vec<_>>())
    }

    /// Does all operations in one step, and waits no longer than `limit`. A signal does not
    /// stretch the time. A time that the clock cannot reach is no limit.
    ///
    /// # Errors
    /// As [`operate`](SemaphoreSet::operate); `EAGAIN` when the time is over, of which
    /// [`Error::would_wait`] speaks.
    pub fn operate_within(
        self,
        operations: &[Operation],
        limit: Duration,
    ) -> Result<(), Error> {
        let Some(deadline) = Instant::now().checked_add(limit) else {
            return self.operate(operations);
        };
        let mut left = limit;
        until_uninterrupted(|| {
            let outcome = semop(self, operations, Some(left));
            left = deadline.saturating_duration_since(Instant::now());
            outcome
        })
    }

    /// As [`operate`](SemaphoreSet::operate), for whoever wants to hear of a signal.
    ///
    /// # Errors
    /// As [`operate`](SemaphoreSet::operate); `EINTR` if a signal comes while it waits.
    pub fn operate_until_signal(self, operations: &[Operation]) -> Result<(), Error> {
        semop(self, operations, None)
    }

    /// Removes the set at once. Whoever waits for it is woken with `EIDRM`.
    ///
    /// A name that is kept longer than its set can come to mean somebody else's, as that of a segment can:
    /// see [`Segment::remove`](crate::Segment::remove).
    ///
    /// # Errors
    /// `semctl(2)`: `EPERM` unless you own or created it, `EINVAL` or `EIDRM` if it is gone.
    pub fn remove(self) -> Result<(), Error> {
        self.control(0, libc::IPC_RMID).map(drop)
    }
}

unsafe extern "C" {
    /// Not in the libc crate. glibc and musl have it, on every architecture; the number of the
    /// system call would differ, and some have none.
    fn semtimedop(
        id: c_int,
        operations: *mut libc::sembuf,
        count: size_t,
        limit: *const timespec,
    ) -> c_int;
}

fn semget(key: Key, count: c_int, flags: c_int) -> Result<SemaphoreSet, Error> {
    // SAFETY: semget takes three numbers and touches none of our memory.
    let id = unsafe { libc::semget(key.number(), count, flags) };
    Call::Semget { key, count, flags }
        .returned(id as isize)
        .map(|_| SemaphoreSet(id))
}

fn semop(
    set: SemaphoreSet,
    operations: &[Operation],
    limit: Option<Duration>,
) -> Result<(), Error> {
    const { assert!(size_of::<Operation>() == size_of::<libc::sembuf>()) };
    let id = set.id();
    let list = operations.as_ptr().cast::<libc::sembuf>().cast_mut();
    let time = limit.map(timespec_of);
    let status = match &time {
        // SAFETY: the kernel reads as many operations as the slice has, and writes nothing.
        None => unsafe { libc::semop(id, list, operations.len()) },
        // SAFETY: as above, and it reads one timespec.
        Some(time) => unsafe { semtimedop(id, list, operations.len(), time) },
    };
    let operations = operations.into();
    Call::Semop {
        id,
        operations,
        limit,
    }
    .returned(status as isize)
    .map(drop)
}

/// A time as the kernel takes it. What is too long for it (`Duration::MAX` is) would come out
/// negative, which is `EINVAL`; the longest that it can tell is for ever in practice.
pub(crate) fn timespec_of(limit: Duration) -> timespec {
    timespec {
        // Cut at 68 years, it fits into whatever the platform has there, 32 bits included; and so
        // does what is below a second.
        tv_sec: limit.as_secs().min(i32::MAX as u64) as _,
        tv_nsec: limit.subsec_nanos() as _,
    }
}
