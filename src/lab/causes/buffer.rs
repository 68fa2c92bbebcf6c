//! Lab 8's three semaphores, when all processes are stuck: what each member says.

use super::seen::{Cause, Seen};

/// What is said of a semaphore that is as `semget` has made it.
pub const NEVER_SET: &str = "value 0 (GETVAL), nobody has operated on it yet";

/// Is there a set of three? Then none of its members but the last is a lock.
pub fn is_meant(seen: &Seen) -> bool {
    seen.kernel.iter().any(|line| line.ends_with("nsems=3"))
}

pub fn find(seen: &Seen) -> Option<Cause> {
    let [empty, full, mutex] = [0, 1, 2].map(|member| says(seen, member));
    let sleeps = |member| sleepers(seen, member).next().is_some();
    if sleeps(0) && empty.contains(NEVER_SET) {
        return Some(never_set("empty", "SLOTS", "a free slot"));
    }
    if sleeps(2) && mutex.contains(NEVER_SET) {
        return Some(never_set("mutex", "1", "the first who could give it back"));
    }
    if permits(empty) > slots(seen) {
        return Some(undone(permits(empty)));
    }
    let holder = last_pid(mutex).filter(|_| mutex.contains("value 0 "));
    let has_mutex = |member| {
        holder.is_some() && sleepers(seen, member).any(|pid| Some(pid) == holder)
    };
    if has_mutex(0) {
        return Some(mutex_first("empty", "a consumer"));
    }
    if has_mutex(1) {
        return Some(mutex_first("full", "a producer"));
    }
    (sleeps(1) && full.contains(NEVER_SET)).then(full_never_given)
}

/// The line on this member.
fn says<'a>(seen: &'a Seen, member: u16) -> &'a str {
    let place = format!("[{member}]: ");
    let note = seen.notes.iter().find(|note| note.contains(&place));
    note.map_or("", String::as_str)
}

/// Who sleeps at this member: of `pid 7 (lab8) waits in semop for semaphore 3[0]`, the 7.
fn sleepers<'a>(seen: &'a Seen, member: u16) -> impl Iterator<Item = &'a str> {
    let place = format!("[{member}]");
    let at =
        move |note: &&String| note.contains("waits in semop") && note.contains(&place);
    let notes = seen.notes.iter().filter(at);
    notes.filter_map(|note| note.split_whitespace().nth(1))
}

/// Of `..., last operation by pid 7 (GETPID)`.
fn last_pid(note: &str) -> Option<&str> {
    let (_, rest) = note.split_once("last operation by pid ")?;
    rest.split([' ', ',']).next()
}

/// Of `semaphore 3[0]: value 7 (GETVAL), ...`.
fn permits(note: &str) -> u64 {
    let value = note.split_once(": value ");
    let value = value.and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
    value.unwrap_or(0)
}

/// The command ends with SLOTS PRODUCERS CONSUMERS ITEMS.
fn slots(seen: &Seen) -> u64 {
    let slots = seen.command.rsplit(' ').nth(3);
    slots.and_then(|word| word.parse().ok()).unwrap_or(u64::MAX)
}

fn undone(permits: u64) -> Cause {
    Cause::new(
        "undo-on-counts",
        format!(
            "`empty` is {permits}, more than there are slots. Is it given twice, or has the end of a \
             worker undone what it took?"
        ),
        "SEM_UNDO belongs on the mutex alone: what one takes of `empty` and `full`, another one gives, \
         and at the end of a process the kernel would give it once more.",
    )
}

fn never_set(name: &str, value: &str, wait: &str) -> Cause {
    Cause::new(
        &format!("{name}-0"),
        format!(
            "`{name}` is 0 and nobody has operated on it yet: it has never been set to {value}, so all \
             wait for {wait}"
        ),
        "A new semaphore is 0. semctl with SETVAL for each member, before the first worker starts: \
         `empty` SLOTS, `full` 0, `mutex` 1.",
    )
}

fn mutex_first(name: &str, other: &str) -> Cause {
    Cause::new(
        "sleeps-with-mutex",
        format!(
            "a worker sleeps at `{name}` with `mutex` in its hands: {other}, who would wake it, needs \
             the mutex for that"
        ),
        "First the count, then the mutex: wait for `empty` (or `full`), and only then take `mutex`. \
         Or both in one semop.",
    )
}

fn full_never_given() -> Cause {
    Cause::new(
        "full-never-given",
        "all consumers wait at `full`, and nobody has ever raised it: no consumer learns that an item \
         is there",
        "A producer that has put an item gives one permit of `full`: semop with +1, after the mutex.",
    )
}
