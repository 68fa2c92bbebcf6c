//! A System V message queue: the third of the family, to compare shared memory with.

use libc::{c_int, c_long};

use crate::sysv::call::Call;
use crate::sysv::error::{Error, until_uninterrupted};
use crate::sysv::key::{Key, Mode};
use crate::sysv::name::name;

/// The name of a message queue: the id that `msgget(2)` returns.
///
/// Like a [`Segment`](crate::Segment) it can be copied, printed and parsed, and dropping it does nothing.
/// Like a [`Semaphore`](crate::Semaphore) it is gone at once when it is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessageQueue(c_int);

name!(MessageQueue);

/// A message with its type in front of the text, as `msgsnd(2)` and `msgrcv(2)` want it.
///
/// It belongs to the caller, so that a text is copied once into it, not once for each call.
#[derive(Debug)]
#[repr(C)]
pub struct Letter {
    kind: c_long,
    /// The text. How much of it counts is told beside it.
    pub text: [u8; Letter::CAPACITY],
}

impl Letter {
    /// The longest text: the usual value of the limit `MSGMAX`, in bytes.
    pub const CAPACITY: usize = 8192;

    /// An empty letter.
    pub fn new() -> Letter {
        Letter {
            kind: 1,
            text: [0; Letter::CAPACITY],
        }
    }
}

impl Default for Letter {
    fn default() -> Letter {
        Letter::new()
    }
}

impl MessageQueue {
    /// Creates a queue that nobody had before.
    ///
    /// # Errors
    /// `msgget(2)`: `EEXIST` if the key is taken, `ENOSPC` at the limit `MSGMNI`, `ENOMEM`,
    /// `ENOSYS` in a kernel without System V IPC.
    pub fn create(key: Key, mode: Mode) -> Result<MessageQueue, Error> {
        let flags = libc::IPC_CREAT | libc::IPC_EXCL | c_int::from(mode.bits());
        // SAFETY: msgget takes two numbers and touches none of our memory.
        let id = unsafe { libc::msgget(key.number(), flags) };
        Call::Msgget { key, flags }
            .returned(id as isize)
            .map(|_| MessageQueue(id))
    }

    /// Puts the first `length` bytes of the letter's text into the queue; waits while it is full.
    ///
    /// # Errors
    /// `msgop(2)`: `EINVAL` above the limit `MSGMAX` or if the queue is gone, `EIDRM` if it is removed
    /// while you wait, `EACCES`. [`Error::OutOfBounds`] for more than the letter holds.
    pub fn send(self, letter: &Letter, length: usize) -> Result<(), Error> {
        if length > Letter::CAPACITY {
            return Err(Error::OutOfBounds {
                offset: 0,
                length,
                size: Letter::CAPACITY,
            });
        }
        until_uninterrupted(|| {
            // SAFETY: the letter is a long and `length` bytes of text behind it, checked above; the
            // kernel only reads it.
            let status = unsafe {
                libc::msgsnd(self.0, std::ptr::from_ref(letter).cast(), length, 0)
            };
            let call = Call::Msgsnd {
                id: self.0,
                size: length,
            };
            call.returned(status as isize)
        })
        .map(drop)
    }

    /// Waits for a message, puts it into the letter and returns how long its text is.
    ///
    /// # Errors
    /// `msgop(2)`: `E2BIG` for a text that the letter has no room for, `EIDRM` if the queue is removed while
    /// you wait, `EINVAL` if it is gone, `EACCES`.
    pub fn receive(self, letter: &mut Letter) -> Result<usize, Error> {
        until_uninterrupted(|| {
            let size = Letter::CAPACITY;
            // SAFETY: the letter has room for a long and `size` bytes of text, and is ours alone.
            let length = unsafe {
                libc::msgrcv(self.0, std::ptr::from_mut(letter).cast(), size, 0, 0)
            };
            Call::Msgrcv { id: self.0, size }.returned(length)
        })
    }

    /// Removes the queue at once, and what is in it. Whoever waits is woken with `EIDRM`.
    ///
    /// # Errors
    /// `msgctl(2)`: `EPERM` unless you own or created it, `EINVAL` or `EIDRM` if it is gone.
    pub fn remove(self) -> Result<(), Error> {
        let command = libc::IPC_RMID;
        // SAFETY: IPC_RMID ignores the buffer.
        let status = unsafe { libc::msgctl(self.0, command, std::ptr::null_mut()) };
        let call = Call::Msgctl {
            id: self.0,
            command,
        };
        call.returned(status as isize).map(drop)
    }
}
