//! A program that does not end: who waits for what, as the kernel shows it.

use super::buffer;
use super::buffer::NEVER_SET;
use super::seen::{Cause, Seen};

pub fn find(seen: &Seen) -> Option<Cause> {
    if !seen.timed_out {
        return None;
    }
    let has = |text: &str| seen.notes.iter().any(|note| note.contains(text));
    if buffer::is_meant(seen) {
        return buffer::find(seen);
    }
    let sleeps = has("waits in semop");
    // So the witness says who waits for a semaphore; an arrow leads to who has taken it.
    let nobody_had =
        |note: &String| note.contains(" waits: semop") && !note.contains("-->");
    if sleeps && has(NEVER_SET) || seen.notes.iter().any(nobody_had) {
        return Some(Cause::new(
            "semaphore-0",
            "the semaphore has never been set to 1: all wait for the first who could give it back",
            "A new semaphore is 0: taken. semctl with SETVAL makes it 1, before the first worker starts.",
        ));
    }
    if sleeps && has("which has ended") {
        return Some(Cause::new(
            "semaphore-held",
            "a process that has ended holds the semaphore: nobody can give it back",
            "With SEM_UNDO on both operations the kernel gives it back when a process ends.",
        ));
    }
    if has("waits in read on file descriptor")
        && has("waits for a child")
        && !seen.waits_for_stdin()
    {
        return Some(Cause::new(
            "pipe-held",
            "the parent waits for a child to end, and the child waits in read for the end of a pipe",
            "The end comes when everybody has closed the writing end, also the parent, and other \
             children who have a copy of it.",
        ));
    }
    has(" runs").then(|| {
        Cause::new(
            "runs",
            "the program runs in a loop that did not end, and waits in no call",
            "What should have ended the loop? Who waits for something sleeps in a call that the other \
             side answers, and does not look again and again.",
        )
    })
}
