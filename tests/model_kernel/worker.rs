//! A process of a script. It makes the calls that it is told to make, one a line, and answers.
//!
//! It uses the library for what the library can say. Odd flags and sizes, which the library
//! refuses to express, go to libc.

use std::ffi::c_int;
use std::io::{BufRead, BufReader, Write};
use std::num::NonZeroUsize;
use std::os::fd::{FromRawFd, RawFd};
use std::os::unix::process::CommandExt;
use std::process::{Command, exit};
use std::ptr;
use std::{fs::File, sync::atomic::AtomicU8, sync::atomic::Ordering};

use crate::tables::semctl;
use nix::errno::Errno;
use nix::sched::{CloneFlags, unshare};
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;
use shm_workbook::{
    Attachment, Bytes, Error, Key, Mode, Operation, ReadOnly, Segment, SemaphoreSet,
};

/// The ends of a pipe to the driver and one from it, for each process that a script may have.
pub type Pipes = Vec<(RawFd, RawFd)>;

enum Place {
    ReadWrite(Attachment<Bytes>),
    ReadOnly(Attachment<ReadOnly>),
    Empty,
}

struct Worker {
    number: usize,
    pipes: Pipes,
    places: Vec<Place>,
}

/// Answers until it is told to end.
pub fn work(number: usize, pipes: Pipes, is_new_image: bool) -> ! {
    set_pdeathsig(Signal::SIGKILL).expect("prctl");
    let mut worker = Worker {
        number,
        pipes,
        places: Vec::new(),
    };
    if is_new_image {
        worker.answer("0");
    }
    loop {
        // A forked child must find nothing of its parent's in a buffer: one line, one read.
        let line = worker.line();
        let answer = worker
            .step(&line)
            .unwrap_or_else(|errno| format!("{errno:?}"));
        worker.answer(&answer);
    }
}

impl Worker {
    fn line(&self) -> String {
        let mut line = String::new();
        // SAFETY: the descriptor is this process's end of a pipe; `forget` keeps it open.
        let file = unsafe { File::from_raw_fd(self.pipes[self.number].0) };
        let mut reader = BufReader::new(file);
        reader.read_line(&mut line).expect("a line");
        std::mem::forget(reader);
        assert!(!line.is_empty(), "the driver has gone");
        line.trim_end().to_owned()
    }

    fn answer(&self, text: &str) {
        // SAFETY: as above, the other end.
        let mut file = unsafe { File::from_raw_fd(self.pipes[self.number].1) };
        writeln!(file, "{text}").expect("the driver listens");
        std::mem::forget(file);
    }

    fn step(&mut self, line: &str) -> Result<String, Errno> {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |at: usize| words[at].parse::<i32>().expect("a number");
        let flags = |at: usize| c_int::from_str_radix(words[at], 8).expect("octal");
        let done = |value: i32| Ok(value.to_string());
        match words[0] {
            "shmget" => shmget(number(1), number(2) as usize, flags(3)).and_then(done),
            "shmat" => self.attach(Segment::from_id(number(1)), words[2] == "ro"),
            "shmdt" => self.detach(number(1) as usize),
            "shmrm" => none(Segment::from_id(number(1)).remove()),
            "store" => Ok(self.store(number(1), number(2), number(3) as u8)),
            "load" => Ok(self.load(number(1), number(2))),
            "semget" => semget(number(1), number(2), flags(3)).and_then(done),
            "semop" => semop(number(1), &words[2..]).and_then(done),
            "setval" => setval(number(1), number(2), number(3)).and_then(done),
            "semctl" => semctl(number(1), number(2), words[3]).and_then(done),
            "unshare" => unshare(CloneFlags::CLONE_NEWIPC).map(|()| "0".to_owned()),
            "fork" => Ok(self.fork(number(1) as usize)),
            "exec" => panic!("exec: {}", self.exec()),
            "exit" => exit(0),
            _ => panic!("no such step: {line}"),
        }
    }

    fn attach(&mut self, segment: Segment, read_only: bool) -> Result<String, Errno> {
        let place = if read_only {
            segment.attach_read_only().map(Place::ReadOnly)
        } else {
            segment.attach().map(Place::ReadWrite)
        };
        self.places.push(place.map_err(errno)?);
        Ok("attached".into())
    }

    fn detach(&mut self, slot: usize) -> Result<String, Errno> {
        let place = self.places.get_mut(slot);
        match place.map_or(Place::Empty, |place| std::mem::replace(place, Place::Empty)) {
            Place::ReadWrite(attachment) => none(attachment.detach()),
            Place::ReadOnly(attachment) => none(attachment.detach()),
            Place::Empty => detach_nothing(),
        }
    }

    fn byte(&self, slot: i32, offset: i32) -> Option<*mut u8> {
        let address = match self.places.get(slot as usize)? {
            Place::ReadWrite(attachment) => attachment.address(),
            Place::ReadOnly(attachment) => attachment.address(),
            Place::Empty => return None,
        };
        Some((address + offset as usize) as *mut u8)
    }

    fn load(&self, slot: i32, offset: i32) -> String {
        self.byte(slot, offset).map_or("skip".into(), |byte| {
            // SAFETY: the script stays within the pages that are attached there.
            unsafe { byte.read_volatile() }.to_string()
        })
    }

    /// Into a read-only place it is meant to end this process by SIGSEGV.
    fn store(&self, slot: i32, offset: i32, value: u8) -> String {
        self.byte(slot, offset).map_or("skip".into(), |byte| {
            // SAFETY: as for `load`; where the pages are read-only, the signal is what is wanted.
            unsafe { AtomicU8::from_ptr(byte) }.store(value, Ordering::Relaxed);
            "0".into()
        })
    }

    /// A child of the driver, not of this process, so that the driver can wait for its end.
    fn fork(&mut self, child: usize) -> String {
        let flags = libc::CLONE_PARENT | libc::SIGCHLD;
        // SAFETY: this process has one thread, and the child goes on with a copy of everything.
        match unsafe { libc::syscall(libc::SYS_clone, flags, 0, 0, 0, 0) } {
            0 => {
                self.number = child;
                set_pdeathsig(Signal::SIGKILL).expect("prctl");
                // The parent answers; the child waits for its first line.
                let line = self.line();
                self.step(&line)
                    .unwrap_or_else(|errno| format!("{errno:?}"))
            }
            pid => pid.to_string(),
        }
    }

    /// The same program, through a link that every user may follow.
    fn exec(&self) -> std::io::Error {
        let mut command = Command::new("/proc/self/exe");
        command.args(["image", &self.number.to_string()]);
        let ends = self.pipes.iter().flat_map(|&(a, b)| [a, b]);
        command.args(ends.map(|end| end.to_string())).exec()
    }
}

fn detach_nothing() -> Result<String, Errno> {
    // SAFETY: nothing is attached at 1, which is the address of no page.
    let status = unsafe { libc::shmdt(ptr::without_provenance(1)) };
    Errno::result(status).map(|status| status.to_string())
}

fn none(outcome: Result<(), Error>) -> Result<String, Errno> {
    outcome.map(|()| "0".to_owned()).map_err(errno)
}

fn errno(error: Error) -> Errno {
    error.errno().expect("the kernel's refusal")
}

fn shmget(key: i32, size: usize, flags: c_int) -> Result<i32, Errno> {
    let mode = Mode::new((flags & 0o777) as u16);
    let creates = flags & !0o777 == libc::IPC_CREAT | libc::IPC_EXCL;
    match NonZeroUsize::new(size) {
        Some(size) if creates => Segment::create(Key::new(key), size, mode),
        None if flags == 0 => Segment::open(Key::new(key)),
        // SAFETY: shmget takes three numbers and touches no memory of ours.
        _ => return Errno::result(unsafe { libc::shmget(key, size, flags) }),
    }
    .map(Segment::id)
    .map_err(errno)
}

fn semget(key: i32, count: i32, flags: c_int) -> Result<i32, Errno> {
    // SAFETY: semget takes three numbers and touches no memory of ours.
    Errno::result(unsafe { libc::semget(key, count, flags) })
}

fn semop(id: i32, words: &[&str]) -> Result<i32, Errno> {
    let parts = |word: &&str| -> Vec<i32> {
        let parts = word.split(':').map(|part| part.parse().expect("a number"));
        parts.collect()
    };
    let operations: Vec<Vec<i32>> = words.iter().map(parts).collect();
    if operations.iter().any(|one| one[2] & libc::IPC_NOWAIT != 0) {
        return semop_partly_without_waiting(id, &operations);
    }
    let operation = |one: &Vec<i32>| {
        let operation = Operation::change(one[0] as u16, one[1] as i16);
        match one[2] & libc::SEM_UNDO {
            0 => operation,
            _ => operation.undo(),
        }
    };
    let operations: Vec<Operation> = operations.iter().map(operation).collect();
    let outcome = SemaphoreSet::from_id(id).operate(&operations);
    outcome.map(|()| 0).map_err(errno)
}

/// IPC_NOWAIT for some of the operations: the library has it for all of them or none.
fn semop_partly_without_waiting(id: i32, operations: &[Vec<i32>]) -> Result<i32, Errno> {
    let operation = |one: &Vec<i32>| libc::sembuf {
        sem_num: one[0] as u16,
        sem_op: one[1] as i16,
        sem_flg: one[2] as i16,
    };
    let mut operations: Vec<libc::sembuf> = operations.iter().map(operation).collect();
    // SAFETY: the pointer is to as many operations as the count says.
    Errno::result(unsafe { libc::semop(id, operations.as_mut_ptr(), operations.len()) })
}

fn setval(id: i32, number: i32, value: i32) -> Result<i32, Errno> {
    // SAFETY: SETVAL takes its fourth argument as a number.
    Errno::result(unsafe { libc::semctl(id, number, libc::SETVAL, value) })
}
