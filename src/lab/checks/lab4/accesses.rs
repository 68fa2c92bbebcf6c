//! Which bytes lab 4 loads in each round, seen access by access.

use super::provided::filled_with;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::trial::seen::{Access, Input, Seen, What};
use crate::verdict::{Judged, Objection};
use crate::words::Word;

/// What was loaded between an attach and its detach.
struct Round {
    loaded: Vec<bool>,
    detached: bool,
}

impl Round {
    fn is_whole(&self) -> bool {
        self.detached && self.loaded.iter().all(|loaded| *loaded)
    }

    fn show(&self, number: usize) -> String {
        let count = self.loaded.iter().filter(|loaded| **loaded).count();
        let missing = self.loaded.iter().position(|loaded| !loaded);
        let first = missing.map_or(String::new(), |at| format!(", not the one at {at}"));
        let size = self.loaded.len();
        let end = if self.detached { "" } else { ", no detach" };
        format!("round {number}: {count} of {size} bytes loaded{first}{end}")
    }
}

struct Rounds {
    size: usize,
    all: Vec<Round>,
    /// The first access that is not within the segment.
    outside: Option<String>,
}

impl Rounds {
    fn sees(&mut self, seen: &Seen, line: &mut dyn FnMut() -> String) {
        match seen.what {
            What::Attached => self.all.push(Round {
                loaded: vec![false; self.size],
                detached: false,
            }),
            What::Detached => {
                if let Some(round) = self.all.last_mut() {
                    round.detached = true;
                }
            }
            What::Access(access) => self.accesses(access, line),
            What::Got => {}
        }
    }

    fn accesses(&mut self, access: Access, line: &mut dyn FnMut() -> String) {
        let end = usize::try_from(access.offset + access.length).unwrap_or(usize::MAX);
        if end > self.size {
            let text = || format!("{}, {}", access.show(), line());
            self.outside.get_or_insert_with(text);
        }
        let Some(round) = self.all.last_mut().filter(|_| access.loads) else {
            return;
        };
        let from = usize::try_from(access.offset).unwrap_or(usize::MAX);
        if let Some(bytes) = round.loaded.get_mut(from..end.min(self.size)) {
            bytes.fill(true);
        }
    }
}

/// Each byte is an access of its own, so there are few of them here.
fn rounds(trial: &Trial, count: u32) -> Result<(Ended, Rounds), Objection> {
    trial.can_watch()?;
    let (segment, _) = filled_with(trial, fastrand::usize(600..1500))?;
    let mut rounds = Rounds {
        size: segment.stat()?.size,
        all: Vec::new(),
        outside: None,
    };
    let words = [Word::variable(segment.id()), Word::from(count)];
    let look =
        &mut |seen: &Seen, line: &mut dyn FnMut() -> String| rounds.sees(seen, line);
    let ended = trial.see(&words, Input::Nothing, look)?;
    ended.succeeded()?;
    Ok((ended, rounds))
}

pub fn each_round(trial: &Trial) -> Judged {
    let count = fastrand::u32(3..6);
    let (ended, rounds) = rounds(trial, count)?;
    let whole = rounds.all.iter().all(Round::is_whole);
    if whole && rounds.all.len() == count as usize {
        return Ok(());
    }
    let objection = ended.objection(
        format!("each byte loaded in each of {count} rounds, before the detach"),
        "Each round adds up all bytes. Only the last sum is printed.",
    );
    let shown = rounds.all.iter().zip(1..);
    Err(shown.fold(objection, |objection, (round, number)| {
        objection.with(round.show(number))
    }))
}

/// What is behind the end need not even be added up to be none of the program's business.
pub fn none_outside(trial: &Trial) -> Judged {
    let (ended, rounds) = rounds(trial, 1)?;
    let Some(outside) = rounds.outside else {
        return Ok(());
    };
    let objection = ended.objection(
        format!("no access behind the {} bytes of the segment", rounds.size),
        "The mapping ends with its page, the segment does not. The last byte has the offset size - 1.",
    );
    Err(objection.with(outside))
}
