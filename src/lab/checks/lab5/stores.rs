//! Who stores into lab 5's segment, seen store by store.

use nix::unistd::Pid;

use super::start::any_size;
use crate::checks::provided::use_up_ids;
use crate::trial::Trial;
use crate::trial::seen::{Input, Seen, What};
use crate::verdict::Judged;
use crate::words::Word;

/// Where the child writes.
const WORD: std::ops::Range<u64> = 0..4;

#[derive(Default)]
struct Stores {
    /// Who has created the segment: everybody else is a child.
    parent: Option<usize>,
    /// For each byte of the word, whether the child has stored it.
    by_child: [bool; 4],
    /// What the parent has stored there, and its pid.
    by_parent: Option<(Pid, String)>,
}

impl Stores {
    fn sees(&mut self, seen: &Seen, line: &mut dyn FnMut() -> String) {
        match seen.what {
            What::Got => drop(self.parent.get_or_insert(seen.process)),
            What::Access(access) if access.stores && access.meets(WORD) => {
                if self.parent == Some(seen.process) {
                    let text = || (seen.pid, format!("{}, {}", access.show(), line()));
                    self.by_parent.get_or_insert_with(text);
                    return;
                }
                for (at, byte) in WORD.zip(&mut self.by_child) {
                    *byte |= access.meets(at..at + 1);
                }
            }
            _ => {}
        }
    }
}

/// The child stores all four bytes, and the parent none.
pub fn only_the_child_stores(trial: &Trial) -> Judged {
    trial.can_watch()?;
    use_up_ids()?;
    let mut stores = Stores::default();
    let look =
        &mut |seen: &Seen, line: &mut dyn FnMut() -> String| stores.sees(seen, line);
    let ended = trial.see(&[Word::from(any_size())], Input::Line, look)?;
    ended.succeeded()?;
    if stores.by_parent.is_none() && stores.by_child == [true; 4] {
        return Ok(());
    }
    let count = stores.by_child.iter().filter(|byte| **byte).count();
    let objection = ended
        .objection(
            "four bytes at offset 0 that the child stores, and nobody else",
            "The child writes, and nobody else does.",
        )
        .with(format!("the child has stored {count} of 4 bytes"));
    let by_parent = stores.by_parent.into_iter();
    Err(by_parent.fold(objection, |objection, (pid, text)| {
        objection.with(format!("the parent, pid {pid}: {text}"))
    }))
}
