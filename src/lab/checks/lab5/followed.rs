//! A run of lab 5, followed from call to call: who attaches, who writes, and what is marked when.

use nix::unistd::Pid;
use shm_workbook::procfs::process;
use shm_workbook::{Attachment, Bytes, Segment};

use super::start::any_size;
use super::stores::only_the_child_stores;
use crate::checks::provided::use_up_ids;
use crate::syscalls;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::trial::tracer::{self, Next, Stop};
use crate::verdict::{Judged, Objection};
use crate::words::Word;

/// What was seen. Processes are told apart by their thread group: a thread is no process.
#[derive(Default)]
struct Seen {
    /// Each shmat: by whom, and of which id.
    attaching: Vec<(Pid, i32)>,
    /// The first process that attaches.
    parent: Option<Pid>,
    /// The second, and the segment as it attaches it.
    child: Option<(Pid, Attachment<Bytes>)>,
    /// The first four bytes when the child attached, and when it ended.
    before: Option<[u8; 4]>,
    after: Option<[u8; 4]>,
    /// A process inside shmget: when it is next seen, there may be a new segment.
    returning: Option<Pid>,
    /// Something was printed.
    printed: bool,
    /// A segment that was not marked afterwards.
    unmarked: Option<String>,
}

impl Seen {
    fn call(&mut self, pid: Pid, number: i64, first: u64, plant: Option<&[u8; 4]>) {
        let group = process::status(pid).map_or(pid, |status| status.thread_group);
        if number == syscalls::SHMAT {
            self.attaches(group, first as i32);
        } else if number == syscalls::EXIT {
            self.ends(group, plant);
        } else if syscalls::WRITE.contains(&number) && first == 1 {
            self.printed = true;
        }
    }

    fn attaches(&mut self, group: Pid, id: i32) {
        self.attaching.push((group, id));
        let parent = *self.parent.get_or_insert(group);
        if group != parent && self.child.is_none() {
            // An error is met again by whoever asks what was seen.
            let memory = Segment::from_id(id).attach().ok();
            self.before = memory.as_ref().and_then(word);
            self.child = memory.map(|memory| (group, memory));
        }
    }

    fn ends(&mut self, group: Pid, plant: Option<&[u8; 4]>) {
        let Some((_, memory)) = self.child.as_ref().filter(|(child, _)| *child == group)
        else {
            return;
        };
        self.after = self.after.or_else(|| word(memory));
        if let Some(other) = plant {
            let _ = memory.write(0, other);
        }
    }

    fn calls(&self, objection: Objection) -> Objection {
        let calls = self.attaching.iter().take(8);
        calls.fold(objection, |objection, (pid, id)| {
            objection.with(format!("pid {pid} called shmat({id}, …)"))
        })
    }
}

fn word(memory: &Attachment<Bytes>) -> Option<[u8; 4]> {
    let mut word = [0; 4];
    memory.read(0, &mut word).ok()?;
    Some(word)
}

/// `plant` takes the place of the child's word when the child ends.
fn follow(trial: &Trial, plant: Option<&[u8; 4]>) -> Result<(Ended, Seen), Objection> {
    use_up_ids()?;
    let mut session = trial.start_traced(&[Word::from(any_size())])?;
    session.send_line();
    let mut seen = Seen::default();
    tracer::follow(&session, |stop| {
        let mut changed = seen.returning.take_if(|pid| *pid == stop.pid()).is_some();
        if let Stop::Call { pid, number, first } = stop {
            let had_printed = seen.printed;
            seen.call(pid, number, first, plant);
            changed |= seen.printed && !had_printed;
            if number == syscalls::SHMGET {
                seen.returning = Some(pid);
            }
        }
        // The kernel's table is long where it is everybody's: only when something may be new in it.
        if changed && seen.printed && seen.unmarked.is_none() {
            let rows = trial.objects.segments().unwrap_or_default();
            let unmarked = rows.iter().find(|row| !row.is_marked());
            seen.unmarked = unmarked.map(ToString::to_string);
        }
        Next::Call
    })?;
    let ended = session.finish();
    ended.succeeded()?;
    Ok((ended, seen))
}

pub fn child(trial: &Trial) -> Judged {
    let (ended, seen) = follow(trial, None)?;
    let id = ended.value("shmid").and_then(|id| id.parse().ok());
    let by_other =
        |(pid, first): &(Pid, i32)| Some(*pid) != seen.parent && Some(*first) == id;
    if seen.attaching.iter().any(by_other) {
        return Ok(());
    }
    Err(seen.calls(ended.objection(
        "a second process that calls shmat with the id",
        "The child is this program again: its own process, its own attachment. On Linux the \
         id stays good after IPC_RMID, until the last detach.",
    )))
}

pub fn child_writes(trial: &Trial) -> Judged {
    match only_the_child_stores(trial) {
        Err(Objection::CannotJudge(_)) => child_has_written(trial),
        judged => judged,
    }
}

/// Where nobody sees who stores: before the child attached, the word was not there, and when it ended,
/// it was.
fn child_has_written(trial: &Trial) -> Judged {
    let (ended, seen) = follow(trial, None)?;
    if seen.before.is_some_and(|word| &word != b"done")
        && seen.after.as_ref() == Some(b"done")
    {
        return Ok(());
    }
    let show = |word: Option<[u8; 4]>| match word {
        Some(word) => format!("{:?}", String::from_utf8_lossy(&word)),
        None => "nobody looked".to_string(),
    };
    let objection = ended.objection(
        "`done` at offset 0 when the child ends, and not yet when it attaches",
        "The child writes, and nobody else does.",
    );
    let objection = objection.with(format!(
        "in memory: {} when the child attached, {} when it ended",
        show(seen.before),
        show(seen.after)
    ));
    Err(seen.calls(objection))
}

/// The checker puts another word there when the child ends: who reads it prints it.
pub fn reads(trial: &Trial) -> Judged {
    let other = std::array::from_fn(|_| fastrand::lowercase() as u8);
    let (ended, seen) = follow(trial, Some(&other))?;
    let wanted = format!("child wrote: {}", String::from_utf8_lossy(&other));
    if seen.after.is_some() && ended.out().lines().any(|line| line == wanted) {
        return Ok(());
    }
    let objection = ended.objection(
        format!(
            "`{wanted}`: the checker has put that into the segment as the child ended"
        ),
        "Print the four bytes that are in the segment once the child has ended.",
    );
    Err(seen.calls(objection))
}

pub fn marked_first(trial: &Trial) -> Judged {
    let (ended, seen) = follow(trial, None)?;
    if seen.unmarked.is_none() && seen.printed && !seen.attaching.is_empty() {
        return Ok(());
    }
    let row = seen.unmarked.unwrap_or("no segment at all".to_string());
    let objection = ended.objection(
        "every segment marked (`dest`) from the first write to stdout on, at every moment",
        "Print when all is safe. A program that is killed between line and mark leaves its \
         segment, and so does one that makes another segment later.",
    );
    Err(objection.with(format!("not marked: {row}")))
}
