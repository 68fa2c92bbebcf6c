//! The role in which the checker starts itself again to judge one check.

use std::ffi::OsString;
use std::io::{self, Read as _, Write as _};
use std::process::ExitCode;

use nix::sys::prctl;
use nix::sys::signal::{SigSet, Signal};
use nix::unistd::setsid;

use super::answer::{self, Answer};
use super::build::{BUILD, build};
use super::ground;
use super::order::{NOT_THE_PROGRAM, Order};
use super::room;
use crate::catalogue;
use crate::isolation::{init, namespaces, threads};
use crate::trial::Trial;

/// The role `__judge`: does the check, writes its outcome to stdout.
pub fn judge(words: &[OsString]) -> ExitCode {
    let answered = Order::parse(words)
        .ok_or_else(|| "no order".to_string())
        .and_then(|(order, check)| answer(order, &check));
    match answered {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(NOT_THE_PROGRAM)
        }
    }
}

fn answer(order: Order, check: &str) -> Result<(), String> {
    let failed = |error: io::Error| format!("no judge: {}", room::lacking(&error));
    let mut secret = String::new();
    io::stdin().read_to_string(&mut secret).map_err(failed)?;
    // Kept until the end: the first process of the namespace lives as long as this is held.
    let _first = prepare(&order).map_err(failed)?;
    let answer = examine(order, check);
    init::end();
    let text = answer::write(&answer?, &secret);
    io::stdout().write_all(text.as_bytes()).map_err(failed)
}

/// The order matters: a user namespace is only for a process of one thread whose files under /proc
/// are its own (so it is dumpable), and threads are only started by one whose children are born
/// where it is itself.
fn prepare(order: &Order) -> io::Result<Option<std::process::Child>> {
    prctl::set_pdeathsig(Signal::SIGKILL)?;
    prctl::set_child_subreaper(true)?;
    // No terminal: what a program types into one is obeyed by the shell behind it. And a session
    // of the program's own would have a share of the CPU of its own, at the judge's expense.
    setsid()?;
    // For the witness, which reads this signal; a thread that does not block it would take it away.
    let mut stops = SigSet::empty();
    stops.add(Signal::SIGCHLD);
    stops.thread_block()?;
    order.isolation.enter()?;
    prctl::set_dumpable(false)?;
    if !order.isolation.has_namespaces() {
        return Ok(None);
    }
    namespaces::mount_folder(&order.folder)?;
    threads::start_maker()?;
    init::begin().map(Some)
}

fn examine(order: Order, check: &str) -> Result<Answer, String> {
    let (folder, keep) = (order.folder.clone(), order.keep.clone());
    let trial = Trial::new(order).map_err(|error| format!("no trial: {error}"))?;
    if check == BUILD {
        let built = build(&trial, &folder, &keep);
        trial.clear();
        return built.map(Answer::Built);
    }
    let Some(check) = catalogue::find_check(check) else {
        let found = ground::probe(&trial);
        trial.clear();
        return found.map(Answer::Found);
    };
    let judged = (check.judge)(&trial);
    trial.clear();
    trial.outcome(judged).map(Answer::Judged)
}
