//! What both halves of lab 3 keep to: arguments, stdout, and what they do not even try.

use shm_workbook::procfs::{process, sysvipc};

use super::memory::{CAPACITY, delivered, holds, text, to_write, write};
use crate::checks::output::prints_only;
use crate::checks::provided::{hexadecimal, key};
use crate::checks::{stay, usage};
use crate::syscalls;
use crate::trial::Trial;
use crate::trial::tracer::{self, Next, Stop};
use crate::verdict::Judged;
use crate::words::Word;

/// What was created and removed again is gone before anybody can look. So the call is looked
/// for.
pub fn creates_nothing(trial: &Trial) -> Judged {
    let words = to_write(key()?, Word::zeros(CAPACITY + 1));
    let mut session = trial.start_traced(&words)?;
    drop(session.stdin.take());
    let mut creates = false;
    tracer::follow(&session, |stop| {
        if let Stop::Call {
            pid,
            number: syscalls::SHMGET,
            ..
        } = stop
        {
            let call = process::system_call(pid).ok().flatten();
            // Behind one more argument where it is a part of ipc(2).
            let flags = call.map_or(0, |call| {
                call.arguments[if call.number == syscalls::SHMGET {
                    2
                } else {
                    3
                }]
            });
            creates |= flags as i32 & libc::IPC_CREAT != 0;
        }
        Next::Call
    })?;
    let ended = session.finish();
    let idea =
        "Compare first, create second: then nobody ever meets a segment without a text.";
    ended.refused("write", "EMSGSIZE", idea)?;
    if creates {
        let expected = "no shmget with IPC_CREAT for a text that does not fit";
        return Err(ended.objection(expected, idea));
    }
    Ok(())
}

pub fn quiet(trial: &Trial) -> Judged {
    let key = key()?;
    let words = to_write(key, Word::from(text().as_str()));
    let ended = stay::ends_altogether(trial, &words)?;
    prints_only(&ended, &[])?;
    if sysvipc::segment_with_key(key)?.is_some_and(|row| row.attached == 0) {
        return Ok(());
    }
    Err(ended.objection(
        "the segment is there, and nobody is attached",
        "The text waits for its reader without you.",
    ))
}

pub fn key_hex(trial: &Trial) -> Judged {
    for key in [key()?, fastrand::i32(i32::MIN..-1)] {
        let text = text();
        let word = Word::from(text.as_str());
        let ended = trial.run(&[Word::from("write"), hexadecimal(key), word])?;
        holds(&ended, key, text.as_bytes())?;
        let ended = trial.run(&[Word::from("read"), hexadecimal(key)])?;
        delivered(&ended, key, text.as_bytes())?;
    }
    Ok(())
}

pub fn wrong_usage(trial: &Trial) -> Judged {
    let right = write(trial, key()?, text().as_bytes())?;
    let key = key()?.to_string();
    usage::wrong_is_refused(
        trial,
        &right,
        &[
            &[],
            &["write"],
            &["write", &key],
            &["write", &key, "a", "b"],
            &["write", "x", "a"],
            &["read"],
            &["read", &key, "a"],
            &["read", "x"],
            &["remove", &key],
        ],
    )
}
