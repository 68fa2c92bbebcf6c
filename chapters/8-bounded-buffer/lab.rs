//! Lab 8: a bounded buffer between producers and consumers.
//!
//! Usage: lab8 SHMID SLOTS PRODUCERS CONSUMERS ITEMS
//!
//! The segment holds numbers of 64 bits, all 0 at first:
//!
//! | at byte      | what                                                                     |
//! |--------------|--------------------------------------------------------------------------|
//! | 0            | `head`: how many items were ever taken                                   |
//! | 8            | `tail`: how many were ever put                                           |
//! | 16           | the ring: SLOTS slots. Item n, from 0 on, goes into slot n % SLOTS       |
//! | 16 + 8 SLOTS | the log: PRODUCERS x ITEMS lines. The item that is taken as the n-th is  |
//! |              | written into line n, from 0 on, by whoever takes it                      |
//!
//! PRODUCERS processes, children of yours, put ITEMS items each: producer p, from 1 on, puts
//! p << 32 | 1, then p << 32 | 2, and so on to p << 32 | ITEMS. CONSUMERS processes, children
//! of yours, take them. One set of three System V semaphores of your own, mode 0600, keeps
//! them in order: member 0 is `empty` (SLOTS at first), 1 is `full` (0), 2 is `mutex` (1).
//! When all items have been taken and all workers have ended, print `taken=<items in the log>`
//! and nothing else, and remove the set.
//!
//! - All slots are used, and no more. Counts, slot and line change only with the mutex in hand,
//!   for one item at a time; its permit of `full` or `empty` is given afterwards.
//! - Who must wait sleeps in `semop`, for `empty` or `full` without the mutex in hand.
//! - A signal may interrupt a wait: `semop` fails with EINTR, and nothing was taken.
//! - A worker that is killed as it waits for `empty` or `full` does not stop the others, as long
//!   as one of each kind is left: what it has put arrives, what it would have put is not waited
//!   for, and the exit code is 0.
//! - A worker that is killed with the mutex in hand gives it back, and nothing else: `SEM_UNDO`
//!   on `mutex`, and not on the counts.
//! - Two runs at once, each on its own segment, do not meet: each has its own set.
//!
//! How a consumer learns that there is no more is up to you. A mark of the end may go through the
//! ring, and is not in the log. Several changes of the set may be one `semop`.
//!
//! An error goes to stderr as `<call>: <ERRNO symbol>`, for example `shmat: EINVAL` for an id
//! that names nothing, or `semctl: ERANGE` for more SLOTS than a semaphore can count, with exit
//! code 1 and nothing on stdout, and leaves no set. Wrong usage is exit code 2: another number
//! of arguments, a word where a number belongs, or less than 1 slot, producer, consumer or item.
//! How you call your workers is up to you. Check it with `cargo lab check 8`. The first failure is
//! expected.

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
            eprintln!("usage: lab8 SHMID SLOTS PRODUCERS CONSUMERS ITEMS");
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
    todo!(
        "remove set {}, look at {result:?}, print {:?}",
        set.0,
        buffer.head()
    )
}

/// Start all workers, and wait for all of them. When do consumers learn that it is the end?
fn direct(
    shmid: i32,
    set: Semaphores,
    [slots, producers, consumers, items]: [i32; 4],
) -> Result<(), Failure> {
    let producers: Vec<Child> = (1..=producers)
        .map(|number| start("producer", &[shmid, set.0, slots, number, items]))
        .collect::<Result<_, Failure>>()?;
    let consumers: Vec<Child> = (0..consumers)
        .map(|_| start("consumer", &[shmid, set.0, slots]))
        .collect::<Result<_, Failure>>()?;
    todo!("wait for {producers:?}, then for {consumers:?}")
}

/// This program again. It needs to know the segment, the set, and its part.
fn start(role: &str, numbers: &[i32]) -> Result<Child, Failure> {
    let program = std::env::current_exe().map_err(|error| sys("readlink", &error))?;
    Command::new(program)
        .arg(role)
        .args(numbers.iter().map(i32::to_string))
        .spawn()
        .map_err(|error| sys("exec", &error))
}

fn producer([shmid, semid, slots, number, items]: [i32; 5]) -> Result<(), Failure> {
    let (buffer, set) = (Buffer::attach(shmid, slots)?, Semaphores(semid));
    for item in 1..=items {
        put_one(&buffer, set, (number as u64) << 32 | item as u64)?;
    }
    Ok(())
}

/// These changes are needed, but not in this order. And which of them with `SEM_UNDO`?
fn put_one(buffer: &Buffer, set: Semaphores, item: u64) -> Result<(), Failure> {
    buffer.put(item);
    for (member, by) in [(EMPTY, -1), (FULL, 1), (MUTEX, 1), (MUTEX, -1)] {
        set.change(member, by, 0)?;
    }
    Ok(())
}

fn consumer([shmid, semid, slots]: [i32; 3]) -> Result<(), Failure> {
    let (buffer, set) = (Buffer::attach(shmid, slots)?, Semaphores(semid));
    while take_one(&buffer, set)? {}
    Ok(())
}

/// False at the end. How does it learn that this is the end?
fn take_one(buffer: &Buffer, set: Semaphores) -> Result<bool, Failure> {
    todo!("the same from the other side: {set:?}, {}", buffer.take())
}

/// The segment, as words: head, tail, the ring, the log.
struct Buffer {
    words: *const AtomicU64,
    slots: u64,
}

impl Buffer {
    fn attach(id: i32, slots: i32) -> Result<Self, Failure> {
        todo!("attach segment {id}, and remember its address and {slots}")
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
        todo!("as put, at {:?}; and the line of the log", self.line(0))
    }
}

const EMPTY: u16 = 0;
const FULL: u16 = 1;
const MUTEX: u16 = 2;

/// The id of the set.
#[derive(Debug, Clone, Copy)]
struct Semaphores(i32);

impl Semaphores {
    /// `semget`, then `semctl` with `SETVAL`, for each. What if the second of them fails?
    fn create(slots: i32) -> Result<Self, Failure> {
        todo!("create a set of three, mode 0600, with the values {slots}, 0 and 1")
    }

    /// One `semop`, again when a signal has interrupted it.
    fn change(self, member: u16, by: i16, flags: i32) -> Result<(), Failure> {
        todo!(
            "change member {member} of set {} by {by}, with {flags}",
            self.0
        )
    }
}

fn sys(call: &'static str, error: &Error) -> Failure {
    (call, Errno::from_raw(error.raw_os_error().unwrap_or(0)))
}
