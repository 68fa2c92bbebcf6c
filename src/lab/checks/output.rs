//! What a program prints, to the byte: what else is on stdout, whoever reads it has to sort out.

use crate::trial::ended::Ended;
use crate::verdict::Judged;

/// The program ended well, and these lines are all that it printed.
pub fn prints_only(ended: &Ended, lines: &[String]) -> Judged {
    ended.succeeded()?;
    let wanted: String = lines.iter().map(|line| format!("{line}\n")).collect();
    if ended.stdout == wanted.as_bytes() {
        return Ok(());
    }
    if lines.is_empty() {
        return prints_nothing(ended);
    }
    let shown: Vec<String> = lines.iter().map(|line| format!("`{line}`")).collect();
    Err(ended.objection(
        format!("on stdout {} and nothing else", shown.join(", then ")),
        "Another program may read this line. What is meant for people goes to stderr.",
    ))
}

pub fn prints_nothing(ended: &Ended) -> Judged {
    if ended.stdout.is_empty() {
        return Ok(());
    }
    Err(ended.objection(
        "nothing on stdout",
        "Whoever reads stdout takes it for a result. An error, and what is meant for people, \
         goes to stderr.",
    ))
}
