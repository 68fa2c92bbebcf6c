//! Lab 8, solved: a bounded buffer between producers and consumers.
//!
//! Usage: solution8 SHMID SLOTS PRODUCERS CONSUMERS ITEMS

use std::io::Error;
use std::process::{Child, Command, ExitCode};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use nix::errno::Errno;

/// The call that failed, and why.
type Failure = (&'static str, Errno);

fn main() -> ExitCode {
    // Not `args`, which panics at a word that is not UTF-8. What comes of such a word here
    // is no number.
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["producer", rest @ ..] => numbers(rest).map(producer),
        ["consumer", rest @ ..] => numbers(rest).map(consumer),
        rest => numbers(rest).filter(makes_sense).map(lead),
    };
    match result {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err((call, errno))) => {
            eprintln!("{call}: {errno}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("usage: solution8 SHMID SLOTS PRODUCERS CONSUMERS ITEMS");
            ExitCode::from(2)
        }
    }
}

/// As many as are needed, and no more.
fn numbers<const N: usize>(words: &[&str]) -> Option<[i32; N]> {
    let numbers: Option<Vec<i32>> = words.iter().map(|word| word.parse().ok()).collect();
    numbers?.try_into().ok()
}

fn makes_sense([_, counts @ ..]: &[i32; 5]) -> bool {
    counts.iter().all(|count| *count > 0)
}

fn lead([shmid, slots, producers, consumers, items]: [i32; 5]) -> Result<(), Failure> {
    let buffer = Buffer::attach(shmid, slots)?;
    let set = Semaphores::create(slots)?;
    let result = direct(shmid, set, [slots, producers, consumers, items]);
    // After an error somebody may still sleep. This wakes them, with EIDRM.
    set.remove()?;
    result?;
    println!("taken={}", buffer.head().load(Relaxed));
    Ok(())
}

fn direct(
    shmid: i32,
    set: Semaphores,
    [slots, producers, consumers, items]: [i32; 4],
) -> Result<(), Failure> {
    // All are started before the first is waited for: one alone would sleep for ever.
    let producers = (1..=producers)
        .map(|number| start("producer", &[shmid, set.0, slots, number, items]))
        .collect::<Result<Vec<Child>, Failure>>()?;
    let consumers = (0..consumers)
        .map(|_| start("consumer", &[shmid, set.0, slots]))
        .collect::<Result<Vec<Child>, Failure>>()?;
    producers.into_iter().try_for_each(wait)?;
    // A permit for no item: whoever gets it knows that this is the end. It takes a slot, as an item
    // does, so that `full` never exceeds SLOTS, which may be all that a semaphore counts.
    set.change(EMPTY, -1, 0)?;
    set.change(FULL, 1, 0)?;
    consumers.into_iter().try_for_each(wait)
}

/// This program again. The private set's id goes along as an argument.
fn start(role: &str, numbers: &[i32]) -> Result<Child, Failure> {
    let program = std::env::current_exe().map_err(|error| sys("readlink", &error))?;
    Command::new(program)
        .arg(role)
        .args(numbers.iter().map(i32::to_string))
        .spawn()
        .map_err(|error| sys("exec", &error))
}

/// A worker that was killed has no exit code. That is no failure of the others.
fn wait(mut worker: Child) -> Result<(), Failure> {
    let status = worker.wait().map_err(|error| sys("wait", &error))?;
    match status.code() {
        Some(0) | None => Ok(()),
        Some(_) => Err(("worker", Errno::ECHILD)),
    }
}

fn producer([shmid, semid, slots, number, items]: [i32; 5]) -> Result<(), Failure> {
    let (buffer, set) = (Buffer::attach(shmid, slots)?, Semaphores(semid));
    for item in 1..=items {
        set.change(EMPTY, -1, 0)?;
        set.change(MUTEX, -1, libc::SEM_UNDO)?;
        buffer.put((number as u64) << 32 | item as u64);
        set.change(MUTEX, 1, libc::SEM_UNDO)?;
        set.change(FULL, 1, 0)?;
    }
    Ok(())
}

fn consumer([shmid, semid, slots]: [i32; 3]) -> Result<(), Failure> {
    let (buffer, set) = (Buffer::attach(shmid, slots)?, Semaphores(semid));
    loop {
        set.change(FULL, -1, 0)?;
        set.change(MUTEX, -1, libc::SEM_UNDO)?;
        let found = buffer.take();
        set.change(MUTEX, 1, libc::SEM_UNDO)?;
        if !found {
            // The next one is to know, too.
            return set.change(FULL, 1, 0);
        }
        set.change(EMPTY, 1, 0)?;
    }
}

/// The segment, as words: head, tail, the ring, the log.
struct Buffer {
    words: *const AtomicU64,
    slots: u64,
}

impl Buffer {
    fn attach(id: i32, slots: i32) -> Result<Self, Failure> {
        // SAFETY: with a null address the kernel picks unused room, so no mapping of ours moves.
        let address = unsafe { libc::shmat(id, std::ptr::null(), 0) };
        let address = Errno::result(address).map_err(|errno| ("shmat", errno))?;
        Ok(Self {
            words: address.cast(),
            slots: slots as u64,
        })
    }

    fn head(&self) -> &AtomicU64 {
        self.word(0)
    }

    fn tail(&self) -> &AtomicU64 {
        self.word(1)
    }

    fn slot(&self, item: u64) -> &AtomicU64 {
        self.word(2 + item % self.slots)
    }

    fn line(&self, item: u64) -> &AtomicU64 {
        self.word(2 + self.slots + item)
    }

    fn word(&self, at: u64) -> &AtomicU64 {
        // SAFETY: the contract gives the segment a word for each count, slot and item.
        let word = unsafe { self.words.add(at as usize) };
        // SAFETY: the word is aligned as the page is, and this program never detaches it.
        unsafe { &*word }
    }

    fn put(&self, item: u64) {
        let n = self.tail().load(Relaxed);
        self.slot(n).store(item, Relaxed);
        self.tail().store(n + 1, Relaxed);
    }

    /// False if there is no item.
    fn take(&self) -> bool {
        let n = self.head().load(Relaxed);
        let found = n < self.tail().load(Relaxed);
        if found {
            self.line(n).store(self.slot(n).load(Relaxed), Relaxed);
            self.head().store(n + 1, Relaxed);
        }
        found
    }
}

const EMPTY: u16 = 0;
const FULL: u16 = 1;
const MUTEX: u16 = 2;

/// The id of the set.
#[derive(Clone, Copy)]
struct Semaphores(i32);

impl Semaphores {
    /// Private, so nobody can use it before it has its values: the id is passed on later.
    fn create(slots: i32) -> Result<Self, Failure> {
        // SAFETY: semget takes three numbers and touches no memory of ours.
        let id = unsafe { libc::semget(libc::IPC_PRIVATE, 3, libc::IPC_CREAT | 0o600) };
        let set = Self(Errno::result(id).map_err(|errno| ("semget", errno))?);
        let values = [(EMPTY, slots), (FULL, 0), (MUTEX, 1)];
        let result = values.into_iter().try_for_each(|(member, value)| {
            // SAFETY: SETVAL reads the `int val` of its fourth argument, which is an int.
            let result = unsafe { libc::semctl(id, member.into(), libc::SETVAL, value) };
            Errno::result(result).map(drop)
        });
        result.map(|()| set).map_err(|errno| {
            let _ = set.remove();
            ("semctl", errno)
        })
    }

    /// One `semop`, again when a signal has interrupted it.
    fn change(self, member: u16, by: i16, flags: i32) -> Result<(), Failure> {
        let mut operation = libc::sembuf {
            sem_num: member,
            sem_op: by,
            sem_flg: flags as i16,
        };
        loop {
            // SAFETY: the pointer names one live sembuf, and the count says one.
            let result = unsafe { libc::semop(self.0, &raw mut operation, 1) };
            match Errno::result(result) {
                Ok(_) => return Ok(()),
                Err(Errno::EINTR) => {}
                Err(errno) => return Err(("semop", errno)),
            }
        }
    }

    fn remove(self) -> Result<(), Failure> {
        // SAFETY: IPC_RMID reads no fourth argument.
        let result = unsafe { libc::semctl(self.0, 0, libc::IPC_RMID) };
        Errno::result(result)
            .map_err(|errno| ("semctl", errno))
            .map(drop)
    }
}

fn sys(call: &'static str, error: &Error) -> Failure {
    (call, Errno::from_raw(error.raw_os_error().unwrap_or(0)))
}
