//! Wrong usage: arguments that make no sense are refused before anything is done.

use std::io;

use super::output::prints_nothing;
use crate::trial::Trial;
use crate::trial::ended::{End, Ended};
use crate::verdict::Judged;
use crate::words::Word;

/// `right` is a run that must have gone well: who always ends with exit code 2 checks nothing.
pub fn wrong_is_refused(trial: &Trial, right: &Ended, wrong: &[&[&str]]) -> Judged {
    right.succeeded()?;
    trial.prepare("");
    let before = ids(trial)?;
    for words in wrong {
        let words: Vec<Word> = words.iter().map(|word| Word::from(*word)).collect();
        let ended = trial.run(&words)?;
        if ended.end != End::Exited(2) {
            return Err(ended.objection(
                "exit code 2: wrong usage",
                "Count the arguments, and look whether each number is one. The function that \
                 reads it says so: `parse` in Rust, the end pointer of `strtol` in C.",
            ));
        }
        prints_nothing(&ended)?;
        if ids(trial)? != before {
            let idea = "Look at all arguments before the first call.";
            return Err(ended.objection("nothing was created", idea));
        }
    }
    Ok(())
}

fn ids(trial: &Trial) -> io::Result<(Vec<i32>, Vec<i32>)> {
    let (segments, sets) = (trial.objects.segments()?, trial.objects.semaphores()?);
    Ok((
        segments.iter().map(|row| row.id).collect(),
        sets.iter().map(|row| row.id).collect(),
    ))
}
