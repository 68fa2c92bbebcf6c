//! A process that takes one step for each line that it hears.

use std::sync::atomic::Ordering;
use std::time::Duration;

use shm_workbook::lesson::{self, Failure, Lesson};
use shm_workbook::{Attachment, Error, Operation, Segment, SemaphoreSet};

use crate::ring::{Ring, put, take};

/// The members of each set that is played with; no name means two things.
pub const BUFFER: &[&str] = &["empty", "full", "mutex"];
pub const READERS: &[&str] = &["room", "writers"];
pub const BARRIER: &[&str] = &["first", "second", "third"];

/// How long a wait with a limit takes, each time.
const LIMIT: Duration = Duration::from_millis(20);
const DONE: &str = "done";
const OVER: &str = "time is over";

/// At a ring, with or without semaphores.
pub fn hand(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let set = lesson.args.positional();
    let set: Option<SemaphoreSet> = set.map(|id| lesson::parse(&id)).transpose()?;
    let ring = segment.attach_as::<Ring>()?;
    lesson.answer("ready")?;
    let mut at = 0;
    while let Some(line) = lesson.hear()? {
        let answer = match line.split_once(' ').unwrap_or((&line, "")) {
            ("put", item) => {
                put(&ring, lesson::parse(item)?);
                DONE.into()
            }
            ("look", _) => {
                at = ring.header.taken.load(Ordering::Relaxed);
                format!("taken is {at}")
            }
            ("take", _) => take(&ring, at).to_string(),
            ("within", words) => within_until_seen(lesson, &ring, set, words)?,
            _ => operate(set, &line)?,
        };
        lesson.answer(answer)?;
    }
    Ok(ring.detach()?)
}

/// Anywhere else: semaphores only.
pub fn waiter(lesson: &mut Lesson) -> lesson::Result {
    let set: SemaphoreSet = lesson.args.take("SEMAPHORES")?;
    lesson.answer("ready")?;
    while let Some(line) = lesson.hear()? {
        let answer = operate(Some(set), &line)?;
        lesson.answer(answer)?;
    }
    Ok(())
}

/// One call for all words of the line.
fn operate(set: Option<SemaphoreSet>, words: &str) -> lesson::Result<String> {
    present(set)?.operate(&operations(words)?)?;
    Ok(DONE.into())
}

// ANCHOR: within
/// A wait with a limit, semtimedop: `EAGAIN` says that the time is over.
fn within(set: SemaphoreSet, operations: &[Operation]) -> Result<&'static str, Error> {
    match set.operate_within(operations, LIMIT) {
        Ok(()) => Ok(DONE),
        Err(error) if error.would_wait() => Ok(OVER),
        Err(error) => Err(error),
    }
}
// ANCHOR_END: within

/// Waits with a limit, again and again until the conductor has seen it wait: how long that takes
/// is up to the machine. The last call is the one that is shown.
fn within_until_seen(
    lesson: &Lesson,
    ring: &Attachment<Ring>,
    set: Option<SemaphoreSet>,
    words: &str,
) -> lesson::Result<String> {
    let (set, operations) = (present(set)?, operations(words)?);
    loop {
        let seen = ring.header.seen.load(Ordering::Relaxed) == 1;
        lesson.hold_trace();
        let answer = within(set, &operations);
        if seen || !matches!(answer, Ok(OVER)) {
            lesson.trace(true);
            return Ok(answer?.into());
        }
    }
}

fn present(set: Option<SemaphoreSet>) -> lesson::Result<SemaphoreSet> {
    set.ok_or_else(|| Failure::Usage("SEMAPHORES is missing".into()))
}

fn operations(words: &str) -> lesson::Result<Vec<Operation>> {
    words.split_whitespace().map(operation).collect()
}

/// A word such as `empty-1`, `mutex+1~` (with `SEM_UNDO`) or `first=0` (wait for zero).
fn operation(word: &str) -> lesson::Result<Operation> {
    let unknown = || Failure::Usage(format!("{word:?} is no operation"));
    let (plain, undo) = match word.strip_suffix('~') {
        Some(plain) => (plain, true),
        None => (word, false),
    };
    let sign = plain.find(['-', '+', '=']).ok_or_else(unknown)?;
    let (name, change) = plain.split_at(sign);
    let change = change.trim_start_matches('=').parse().ok();
    let sets = [BUFFER, READERS, BARRIER].into_iter();
    let place = |set: &[&str]| set.iter().position(|known| *known == name);
    let member = sets.filter_map(place).next();
    let member = member.and_then(|member| u16::try_from(member).ok());
    let (Some(member), Some(change)) = (member, change) else {
        return Err(unknown());
    };
    let operation = Operation::change(member, change);
    Ok(if undo { operation.undo() } else { operation })
}
