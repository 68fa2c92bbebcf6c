//! Seven ways to increment one counter, from none to all too careful.

use std::fmt::Display;
use std::fs::File;
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::atomic::{AtomicU64, Ordering};

use nix::fcntl::{Flock, FlockArg};
use nix::sys::memfd::{MFdFlags, memfd_create};
use shm_workbook::lesson::{Child, Failure, Lesson, Result};
use shm_workbook::others::Mutex;
use shm_workbook::{
    Attachment, Errno, Key, Mode, RemoveOnDrop, Segment, Semaphore, shared,
};

use crate::failures::{failed, io};
use crate::robust::{RobustError, RobustMutex};

/// What keeps others out while the counter is incremented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    Nothing,
    FetchAdd,
    FutexMutex,
    RobustMutex,
    Semaphore,
    SemaphoreUndo,
    Flock,
}

impl Guard {
    pub const ALL: [Guard; 7] = [
        Guard::Nothing,
        Guard::FetchAdd,
        Guard::FutexMutex,
        Guard::RobustMutex,
        Guard::Semaphore,
        Guard::SemaphoreUndo,
        Guard::Flock,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Guard::Nothing => "nothing",
            Guard::FetchAdd => "fetch_add",
            Guard::FutexMutex => "futex mutex",
            Guard::RobustMutex => "robust mutex",
            Guard::Semaphore => "semaphore",
            Guard::SemaphoreUndo => "semaphore, undo",
            Guard::Flock => "flock",
        }
    }

    fn find(name: &str) -> Result<Guard> {
        let found = Guard::ALL.into_iter().find(|guard| guard.name() == name);
        found.ok_or_else(|| Failure::Usage(format!("no guard is called {name:?}")))
    }

    /// Is there something that a process holds, and others wait for?
    pub fn is_held(self) -> bool {
        !matches!(self, Guard::Nothing | Guard::FetchAdd)
    }

    /// What a copy made by `fork(2)` has of a lock that its parent holds. From the man pages:
    /// safe Rust cannot fork.
    pub fn after_fork(self) -> &'static str {
        match self {
            Guard::Nothing | Guard::FetchAdd => "nothing is held",
            Guard::FutexMutex | Guard::Semaphore => "either may unlock",
            Guard::RobustMutex | Guard::SemaphoreUndo => "stays the parent's",
            Guard::Flock => "held by both",
        }
    }
}

shared! {
    /// What the workers share: a lock, and counters far from it.
    pub struct Table {
        pub mutex: Mutex,
        apart: [AtomicU64; 31],
        /// The first is the counter; the others are for two workers that count apart.
        pub counters: [AtomicU64; 64],
    }
}

/// What the parent makes for all seven.
pub struct Kit {
    pub table: RemoveOnDrop<Segment>,
    semaphore: RemoveOnDrop<Semaphore>,
    robust: RemoveOnDrop<Segment>,
    /// A file without a name: workers find it through this process.
    file: OwnedFd,
    /// Attached as long as the kit is there.
    _mutex: RobustMutex,
}

impl Kit {
    pub fn new() -> Result<Kit> {
        let size = const { std::num::NonZeroUsize::new(size_of::<Table>()).unwrap() };
        let robust = Segment::create(Key::PRIVATE, RobustMutex::SIZE, Mode::OWNER)?
            .remove_on_drop();
        Ok(Kit {
            table: Segment::create(Key::PRIVATE, size, Mode::OWNER)?.remove_on_drop(),
            semaphore: Semaphore::create(Key::PRIVATE, 1, Mode::OWNER)?.remove_on_drop(),
            _mutex: RobustMutex::create_in(*robust).map_err(robust_failed)?,
            robust,
            file: memfd_create("chapter9", MFdFlags::MFD_CLOEXEC)
                .map_err(failed("memfd_create"))?,
        })
    }

    /// A worker, with all that it has to know.
    pub fn spawn(
        &self,
        lesson: &Lesson,
        role: &str,
        guard: Guard,
        more: &[&dyn Display],
    ) -> Result<Child> {
        let path = format!("/proc/{}/fd/{}", std::process::id(), self.file.as_raw_fd());
        let (table, semaphore, robust) = (&*self.table, &*self.semaphore, &*self.robust);
        let name = guard.name();
        let arguments: [&dyn Display; 5] = [&name, table, semaphore, robust, &path];
        lesson.spawn(role, &[&arguments, more].concat())
    }
}

/// A worker's view of the kit.
pub struct Tools {
    guard: Guard,
    table: Attachment<Table>,
    semaphore: Semaphore,
    robust: RobustMutex,
    file: Option<File>,
}

impl Tools {
    pub fn open(lesson: &mut Lesson) -> Result<Tools> {
        Ok(Tools {
            guard: Guard::find(&lesson.args.take::<String>("GUARD")?)?,
            table: lesson.segment()?.attach_as()?,
            semaphore: lesson.args.take("SEMAPHORE")?,
            robust: RobustMutex::open(lesson.segment()?).map_err(robust_failed)?,
            file: Some(
                File::open(lesson.args.take::<String>("FILE")?)
                    .map_err(io("open the file to lock"))?,
            ),
        })
    }

    /// One increment of the counter at that place.
    pub fn increment(&mut self, place: usize) -> Result {
        if self.guard == Guard::FetchAdd {
            self.table.counters[place].fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        self.locked(|table, _| {
            // The three steps of chapter 6.
            let counter = &table.counters[place];
            let value = counter.load(Ordering::Relaxed);
            counter.store(value.wrapping_add(1), Ordering::Relaxed);
            Ok(())
        })
    }

    /// Does it while the lock is held. It is told whether the holder before has died within.
    #[inline]
    pub fn locked(&mut self, critical: impl FnOnce(&Table, bool) -> Result) -> Result {
        let table = &*self.table;
        match self.guard {
            Guard::Nothing | Guard::FetchAdd => critical(table, false),
            Guard::FutexMutex => {
                let _held = table.mutex.lock().map_err(failed("futex"))?;
                critical(table, false)
            }
            Guard::RobustMutex => {
                let held = self.robust.lock().map_err(failed("pthread_mutex_lock"))?;
                critical(table, held.recovered())
            }
            Guard::Semaphore => {
                self.semaphore.wait()?;
                critical(table, false)?;
                Ok(self.semaphore.signal()?)
            }
            Guard::SemaphoreUndo => {
                let permit = self.semaphore.acquire()?;
                critical(table, false)?;
                Ok(permit.release()?)
            }
            Guard::Flock => {
                // Only a lock that failed has taken the file away, and then the worker has ended.
                let file = self.file.take().ok_or(Errno::EBADF);
                let file = file.map_err(failed("flock"))?;
                let held = Flock::lock(file, FlockArg::LockExclusive)
                    .map_err(|(_, errno)| failed("flock")(errno))?;
                critical(table, false)?;
                let file = held.unlock().map_err(|(_, errno)| failed("flock")(errno))?;
                self.file = Some(file);
                Ok(())
            }
        }
    }
}

fn robust_failed(error: RobustError) -> Failure {
    match error {
        RobustError::Segment(error) => error.into(),
        RobustError::Mutex(errno) => failed("make a robust mutex")(errno),
    }
}
