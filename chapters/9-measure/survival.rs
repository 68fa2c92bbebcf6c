//! What a lock survives: somebody takes it and meets its end, or becomes another program. Can the next
//! one take it?

use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use nix::unistd::Pid;
use shm_workbook::lesson::{Child, Ending, Failure, Lesson, Result};
use shm_workbook::procfs::process;

use crate::failures::io;
use crate::figures::what;
use crate::guard::{Guard, Kit, Tools};
use crate::measure::Run;

/// Whoever sleeps after so long and has not got the lock will not get it.
const STUCK: Duration = Duration::from_millis(250);

pub fn examine(run: &mut Run<'_>, guard: Guard) -> Result {
    let (name, lesson) = (guard.name(), run.lesson);
    let mut note = |metric, text| run.figures.note(what("increment", name, metric), text);
    note("if killed", next_one(lesson, guard, "kill")?);
    note(
        "after exec",
        match (guard, next_one(lesson, guard, "exec")?) {
            // flock(2) says that a lock survives exec, and this one does not: Rust opens files so that
            // exec closes them, and the last descriptor takes the lock with it.
            (Guard::Flock, "freed") => "freed (close-on-exec)",
            (_, found) => found,
        },
    );
    note("after fork", guard.after_fork());
    Ok(())
}

fn next_one(lesson: &Lesson, guard: Guard, end: &str) -> Result<&'static str> {
    if !guard.is_held() {
        return Ok("-");
    }
    // A kit of its own: it may be stuck afterwards.
    let kit = Kit::new()?;
    let mut holder = start(lesson, &kit, guard)?;
    holder.answer(lesson)?;
    if end == "kill" {
        holder.kill()?;
        if !matches!(holder.finish(lesson)?, Ending::Killed(_)) {
            return Err(Failure::Child("the holder should have been killed".into()));
        }
    } else {
        holder.tell("exec")?;
        holder.answer(lesson)?;
    }
    let mut taker = start(lesson, &kit, guard)?;
    while !taker.speaks(lesson, STUCK)? {
        // It sleeps and has still not said that it holds it. Or else it has had no core so far.
        if sleeps(&taker)? && !taker.speaks(lesson, Duration::ZERO)? {
            return Ok("stays locked");
        }
    }
    match taker.answer(lesson)?.as_str() {
        "recovered" => Ok("freed, and told"),
        _ => Ok("freed"),
    }
}

/// A holder that is about to ask for the lock.
fn start(lesson: &Lesson, kit: &Kit, guard: Guard) -> Result<Child> {
    let mut holder = kit.spawn(lesson, "holder", guard, &[])?;
    holder.answer(lesson)?;
    Ok(holder)
}

fn sleeps(child: &Child) -> Result<bool> {
    let pid = Pid::from_raw(child.pid() as i32);
    let process = process::look(pid).map_err(io("look whether a process sleeps"))?;
    Ok(process.state == 'S')
}

/// The role: takes the lock and keeps it, also when it becomes another program.
pub fn holder(lesson: &mut Lesson) -> Result {
    lesson.trace(false);
    let mut tools = Tools::open(lesson)?;
    lesson.answer("asking")?;
    tools.locked(|_, recovered| {
        lesson.answer(if recovered { "recovered" } else { "holding" })?;
        match lesson.hear()?.as_deref() {
            Some("exec") => Err(become_another()),
            _ => Ok(()),
        }
    })
}

/// It only returns if that fails.
fn become_another() -> Failure {
    let parent = nix::unistd::getppid().to_string();
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return io("find this program")(error),
    };
    let error = Command::new(program)
        .args(["--role", "sitter", &parent])
        .exec();
    io("exec")(error)
}

/// The role: what the holder has become. It knows of no lock.
pub fn sitter(lesson: &mut Lesson) -> Result {
    lesson.answer("here")?;
    lesson.hear().map(drop)
}
