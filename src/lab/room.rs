//! A room: one check behind walls, in processes of its own.
//!
//! ```text
//! lab check ── spawns ──> lab __room ── spawns ──> lab __bench ── spawns ──> lab __run
//!                         makes the               judges                    takes on the limits,
//!                         namespaces                                        becomes the program
//! ```
//!
//! A process can enter a new PID namespace only through a child, so `__room` and `__bench` are
//! two. Behind lower walls one process is both. Each role is this executable again, found
//! as /proc/self/exe: that stays good even if a program under test removes the file.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::prctl;
use nix::sys::signal::Signal;
use shm_workbook::Segment;

use crate::bench::Bench;
use crate::capture::Capture;
use crate::catalogue::{self, Check};
use crate::kernel;
use crate::processes;
use crate::session::TICK;
use crate::verdict::{Finding, Outcome};
use crate::walls::{self, Walls};

/// What a room has to know, as the arguments of its role.
#[derive(Debug, Clone)]
pub struct Order {
    pub walls: Walls,
    pub limit: Duration,
    /// How the reader starts the program.
    pub shown: String,
    pub program: Vec<OsString>,
}

impl Order {
    fn words(&self, check: &str) -> Vec<OsString> {
        let mut words: Vec<OsString> = vec![
            self.walls.name().into(),
            self.limit.as_millis().to_string().into(),
            self.shown.clone().into(),
            check.into(),
        ];
        words.extend(self.program.iter().cloned());
        words
    }

    fn parse(words: &[OsString]) -> Option<(Self, String)> {
        let [walls, limit, shown, check, program @ ..] = words else {
            return None;
        };
        let order = Self {
            walls: walls.to_str()?.parse().ok()?,
            limit: Duration::from_millis(limit.to_str()?.parse().ok()?),
            shown: shown.to_str()?.to_string(),
            program: program.to_vec(),
        };
        Some((order, check.to_str()?.to_string()))
    }
}

/// The exit code of a room that cannot be made, whatever the program is.
const NOT_THE_PROGRAM: u8 = 3;

/// Lab 6 has a check with nine runs, lab 5 one with five and a wait after each.
const MOST_RUNS: u32 = 16;

/// The id that stands for no check: the room is only tried.
const PROBE: &str = "probe";

/// The best walls that this machine allows this user.
pub fn best_walls() -> Walls {
    let works = |walls: &Walls| stand(*walls);
    walls::ALL.into_iter().find(works).unwrap_or(Walls::None)
}

/// Can these walls be raised here?
pub fn stand(walls: Walls) -> bool {
    let order = Order {
        walls,
        limit: Duration::from_secs(10),
        shown: String::new(),
        program: Vec::new(),
    };
    matches!(enter(&order, PROBE), Outcome::Passed)
}

/// Does one check in a room of its own.
pub fn judge(order: &Order, check: &Check) -> Outcome {
    enter(order, check.id)
}

fn enter(order: &Order, check: &str) -> Outcome {
    // Orphans of a room that is killed become children of this process, and are ended.
    let _ = prctl::set_child_subreaper(true);
    let child = Command::new("/proc/self/exe")
        .arg("__room")
        .args(order.words(check))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => return Outcome::Skipped(format!("no room for the check: {error}")),
    };
    let outcome = answer_of(&mut child, order);
    let _ = child.kill();
    outcome.unwrap_or_else(|error| Outcome::Skipped(format!("no answer: {error}")))
}

fn answer_of(child: &mut Child, order: &Order) -> io::Result<Outcome> {
    let missing = || io::Error::from(io::ErrorKind::BrokenPipe);
    let answer = Capture::of(child.stdout.take().ok_or_else(missing)?)?;
    let complaint = Capture::of(child.stderr.take().ok_or_else(missing)?)?;
    // A check runs the program several times, and each run may take as long as the limit says.
    let until = Instant::now() + order.limit * MOST_RUNS + Duration::from_secs(20);
    while Instant::now() < until && child.try_wait()?.is_none() {
        thread::sleep(TICK);
    }
    let _ = child.kill();
    let code = child.wait()?.code();
    // Nobody else holds these pipes, so only the reading threads have to catch up.
    let until = Instant::now() + Duration::from_secs(10);
    while !(answer.is_closed() && complaint.is_closed()) && Instant::now() < until {
        thread::sleep(TICK);
    }
    Ok(match serde_json::from_slice(&answer.bytes()) {
        Ok(outcome) => outcome,
        Err(_) if code == Some(i32::from(NOT_THE_PROGRAM)) => {
            Outcome::Skipped(text(&complaint).trim().to_string())
        }
        Err(_) => ended_from_outside(order, child.id(), &complaint),
    })
}

/// The room is gone without an answer. Its processes have become ours, and what they created
/// is ours to remove.
fn ended_from_outside(order: &Order, room: u32, complaint: &Capture) -> Outcome {
    let mut creators: Vec<i32> = vec![room as i32];
    creators.extend(
        processes::descendants()
            .iter()
            .map(|process| process.pid.as_raw()),
    );
    processes::end_all();
    for row in kernel::segments() {
        if creators.contains(&row.creator_pid) {
            let _ = Segment::from_id(row.id).remove();
        }
    }
    Outcome::Failed(Finding {
        run: order.shown.clone(),
        expected: "a program that ends, and leaves the checker alone".to_string(),
        saw: text(complaint)
            .lines()
            .take(5)
            .map(|line| format!("the check ended: {line}"))
            .collect(),
        idea: "Does it send signals to processes that are not its own?".to_string(),
        stopped: true,
        todo: None,
    })
}

fn text(complaint: &Capture) -> String {
    String::from_utf8_lossy(&complaint.bytes()).into_owned()
}

/// The role `__room`.
pub fn serve(words: &[OsString]) -> ExitCode {
    let Some((order, _)) = Order::parse(words) else {
        return ExitCode::from(2);
    };
    let _ = prctl::set_pdeathsig(Signal::SIGKILL);
    if let Err(error) = order.walls.raise() {
        eprintln!("no namespace: {error}");
        return ExitCode::from(NOT_THE_PROGRAM);
    }
    if order.walls != Walls::Full {
        return bench(words);
    }
    let bench = Command::new("/proc/self/exe")
        .arg("__bench")
        .args(words)
        .status();
    match bench.map(|status| status.code()) {
        Ok(Some(0)) => ExitCode::SUCCESS,
        Ok(Some(code)) if code == i32::from(NOT_THE_PROGRAM) => {
            ExitCode::from(NOT_THE_PROGRAM)
        }
        Ok(_) => ExitCode::from(2),
        Err(error) => {
            eprintln!("no bench: {error}");
            ExitCode::from(NOT_THE_PROGRAM)
        }
    }
}

/// The role `__bench`: does the check, writes its outcome to stdout.
pub fn bench(words: &[OsString]) -> ExitCode {
    let Some((order, check)) = Order::parse(words) else {
        return ExitCode::from(2);
    };
    match prepare(&order).and_then(|()| answer(order, &check)) {
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
    if order.walls == Walls::Full {
        walls::mount_proc()
    } else {
        Ok(())
    }
}

fn answer(order: Order, check: &str) -> io::Result<()> {
    let outcome = match catalogue::find_check(check) {
        Some(check) => {
            let bench = Bench::new(order.program, order.shown, order.limit, order.walls);
            let judged = (check.judge)(&bench);
            bench.clear();
            bench.name_the_run(Outcome::from(judged))
        }
        None => Outcome::Passed,
    };
    let text = serde_json::to_vec(&outcome)?;
    io::stdout().write_all(&text)
}
