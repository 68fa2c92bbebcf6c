//! The duty to remove what was created, taken on by choice.

use std::fmt;
use std::ops::Deref;
use std::process;

use super::error::Error;

/// A name of a kernel object that can be removed.
pub trait Removable: Copy {
    /// Removes the object.
    ///
    /// # Errors
    /// Those of the object's own `remove`.
    fn remove(self) -> Result<(), Error>;
}

/// Removes a segment or a semaphore when it goes out of scope: at the end, at an early return, in a panic.
///
/// It cannot help against `SIGKILL`. A segment that only attached processes need can be
/// removed right after everybody has attached: then the kernel cleans up, whatever happens.
///
/// A process made by `fork(2)` gets a copy of this guard, too. The copy does nothing: only the
/// process that took on the duty has it.
#[derive(Debug)]
#[must_use = "what is dropped at once is removed at once"]
pub struct RemoveOnDrop<T: Removable> {
    object: T,
    /// The process with the duty; `None` once it is done or handed on.
    on_duty: Option<u32>,
}

impl<T: Removable> RemoveOnDrop<T> {
    pub(crate) fn new(object: T) -> Self {
        RemoveOnDrop {
            object,
            on_duty: Some(process::id()),
        }
    }

    /// Removes the object now, and reports.
    ///
    /// # Errors
    /// As for the object's own `remove`. Then the drop on the way out tries once more.
    pub fn remove(mut self) -> Result<(), Error> {
        self.object.remove()?;
        self.on_duty = None;
        Ok(())
    }

    /// Gives the duty up: the object stays.
    pub fn keep(mut self) -> T {
        self.on_duty = None;
        self.object
    }
}

impl<T: Removable> Deref for RemoveOnDrop<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

impl<T: Removable + fmt::Display> fmt::Display for RemoveOnDrop<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.object.fmt(f)
    }
}

impl<T: Removable> Drop for RemoveOnDrop<T> {
    fn drop(&mut self) {
        if self.on_duty == Some(process::id()) {
            // A drop cannot return a failure. Whoever observes the calls sees it; whoever wants to
            // act on it calls `remove`.
            let _ = self.object.remove();
        }
    }
}
