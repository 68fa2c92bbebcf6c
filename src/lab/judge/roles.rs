//! The roles in which the checker starts itself again to judge one check.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::{Command, ExitCode};

use nix::sys::prctl;
use nix::sys::signal::Signal;

use super::answer;
use super::order::{NOT_THE_PROGRAM, Order};
use crate::catalogue;
use crate::isolation::namespaces::{self, Isolation};
use crate::trial::Trial;
use crate::verdict::Outcome;

/// The role `__isolate`.
pub fn isolate(words: &[OsString]) -> ExitCode {
    let Some((order, _)) = Order::parse(words) else {
        return ExitCode::from(2);
    };
    let _ = prctl::set_pdeathsig(Signal::SIGKILL);
    if let Err(error) = order.isolation.enter() {
        eprintln!("no namespace: {error}");
        return ExitCode::from(NOT_THE_PROGRAM);
    }
    if order.isolation != Isolation::Full {
        return judge(words);
    }
    let judge = Command::new("/proc/self/exe")
        .arg("__judge")
        .args(words)
        .status();
    match judge.map(|status| status.code()) {
        Ok(Some(0)) => ExitCode::SUCCESS,
        Ok(Some(code)) if code == i32::from(NOT_THE_PROGRAM) => {
            ExitCode::from(NOT_THE_PROGRAM)
        }
        Ok(_) => ExitCode::from(2),
        Err(error) => {
            eprintln!("no judge: {error}");
            ExitCode::from(NOT_THE_PROGRAM)
        }
    }
}

/// The role `__judge`: does the check, writes its outcome to stdout.
pub fn judge(words: &[OsString]) -> ExitCode {
    let Some((order, check)) = Order::parse(words) else {
        return ExitCode::from(2);
    };
    match prepare(&order).and_then(|()| try_program(order, &check)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(NOT_THE_PROGRAM)
        }
    }
}

fn prepare(order: &Order) -> io::Result<()> {
    prctl::set_pdeathsig(Signal::SIGKILL)?;
    prctl::set_child_subreaper(true)?;
    if order.isolation == Isolation::Full {
        namespaces::mount_proc()
    } else {
        Ok(())
    }
}

fn try_program(order: Order, check: &str) -> io::Result<()> {
    let outcome = match catalogue::find_check(check) {
        Some(check) => {
            let Order {
                isolation,
                limit,
                shown,
                program,
            } = order;
            let trial = Trial::new(program, shown, limit, isolation)?;
            let judged = (check.judge)(&trial);
            trial.clear();
            trial.name_the_run(Outcome::from(judged))
        }
        None => Outcome::Passed,
    };
    let text = answer::of(&outcome).to_string();
    io::stdout().write_all(text.as_bytes())
}
