//! Seven ways to increment one counter, from none to all too careful.

use std::fs::File;
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::atomic::{AtomicU64, Ordering};

use nix::fcntl::{Flock, FlockArg};
use nix::sys::memfd::{MFdFlags, memfd_create};
use shm_workbook::lesson::{Failure, Lesson, Result, parse};
use shm_workbook::others::{Mutex, MutexGuard};
use shm_workbook::{Attachment, Key, Mode, RemoveOnDrop, Segment, Semaphore, shared};

use crate::failures::{failed, io};
use crate::robust::{RobustError, RobustGuard, RobustMutex};

/// What keeps others out while the counter is incremented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    Nothing,
    FetchAdd,
    Semaphore,
    SemaphoreUndo,
    FutexMutex,
    RobustMutex,
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

    pub fn find(name: &str) -> Result<Guard> {
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

    /// What a worker has to know.
    pub fn arguments(&self) -> [String; 4] {
        let path = format!("/proc/{}/fd/{}", std::process::id(), self.file.as_raw_fd());
        [
            self.table.to_string(),
            self.semaphore.to_string(),
            self.robust.to_string(),
            path,
        ]
    }
}

/// A worker's view of the kit.
pub struct Tools {
    pub guard: Guard,
    pub table: Attachment<Table>,
    semaphore: Semaphore,
    robust: RobustMutex,
    file: Option<File>,
}

/// A lock that is held; dropping it gives it back.
#[expect(dead_code, reason = "they are kept for their drop")]
pub enum Held<'a> {
    Nothing,
    Permit(shm_workbook::Permit),
    Mutex(MutexGuard<'a>),
    Robust(RobustGuard<'a>),
    File(Flock<File>),
}

impl Tools {
    pub fn open(lesson: &mut Lesson) -> Result<Tools> {
        let guard = Guard::find(&lesson.args.positional().unwrap_or_default())?;
        let table = lesson.segment()?.attach_as()?;
        let semaphore = parse(&lesson.args.positional().unwrap_or_default())?;
        let robust = RobustMutex::open(lesson.segment()?).map_err(robust_failed)?;
        let path = lesson.args.positional().unwrap_or_default();
        Ok(Tools {
            guard,
            table,
            semaphore,
            robust,
            file: Some(File::open(path).map_err(io("open the file to lock"))?),
        })
    }

    /// One increment of the counter at that place.
    pub fn increment(&mut self, place: usize) -> Result {
        let counter = &self.table.counters[place];
        match self.guard {
            Guard::Nothing => load_add_store(counter),
            Guard::FetchAdd => {
                counter.fetch_add(1, Ordering::Relaxed);
            }
            Guard::FutexMutex => {
                let _held = self.table.mutex.lock().map_err(failed("futex"))?;
                load_add_store(counter);
            }
            Guard::RobustMutex => {
                let _held = self.robust.lock().map_err(failed("pthread_mutex_lock"))?;
                load_add_store(counter);
            }
            Guard::Semaphore => {
                self.semaphore.wait()?;
                load_add_store(counter);
                self.semaphore.signal()?;
            }
            Guard::SemaphoreUndo => {
                let permit = self.semaphore.acquire()?;
                load_add_store(counter);
                permit.release()?;
            }
            Guard::Flock => {
                let held = lock(self.file.take())?;
                load_add_store(counter);
                let file = held.unlock().map_err(|(_, errno)| failed("flock")(errno))?;
                self.file = Some(file);
            }
        }
        Ok(())
    }

    /// Takes the lock, and keeps it.
    pub fn hold(&mut self) -> Result<Held<'_>> {
        Ok(match self.guard {
            Guard::Nothing | Guard::FetchAdd => Held::Nothing,
            Guard::FutexMutex => {
                Held::Mutex(self.table.mutex.lock().map_err(failed("futex"))?)
            }
            Guard::RobustMutex => {
                Held::Robust(self.robust.lock().map_err(failed("pthread_mutex_lock"))?)
            }
            Guard::Semaphore => {
                self.semaphore.wait()?;
                Held::Nothing
            }
            Guard::SemaphoreUndo => Held::Permit(self.semaphore.acquire()?),
            Guard::Flock => Held::File(lock(self.file.take())?),
        })
    }
}

/// The three steps of chapter 6.
fn load_add_store(counter: &AtomicU64) {
    let value = counter.load(Ordering::Relaxed);
    counter.store(value.wrapping_add(1), Ordering::Relaxed);
}

fn lock(file: Option<File>) -> Result<Flock<File>> {
    // Only a lock that failed has taken the file away, and then the worker has ended.
    let file = file.ok_or_else(|| failed("flock")(shm_workbook::Errno::EBADF))?;
    Flock::lock(file, FlockArg::LockExclusive)
        .map_err(|(_, errno)| failed("flock")(errno))
}

fn robust_failed(error: RobustError) -> Failure {
    match error {
        RobustError::Segment(error) => error.into(),
        RobustError::Mutex(errno) => failed("make a robust mutex")(errno),
    }
}
